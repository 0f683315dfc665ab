import type { Brief } from '../briefs/brief.ts'
import { jsonLine } from './clean-data.ts'

/**
 * The end of every user part: what the model may know, one line of JSON per record between a `<brief>` and a `</brief>` line.
 * Strings come from strangers; `jsonLine` keeps each of them inside its record. Holds no id of the customer, a signal or an offer.
 * What is the same for all customers of a campaign stands first: providers keep the beginning that prompts share, and charge
 * little for it.
 */
export function dataBlock(brief: Brief, prompt: string, instruction?: string): string {
  const records = [
    {
      record: 'task',
      prompt,
      channel: brief.channel,
      purpose: brief.purpose,
      limits: brief.limits,
      ...(brief.brand.requiredPhrases === undefined ? {} : { requiredPhrases: brief.brand.requiredPhrases }),
      note: brief.note,
      locale: brief.locale,
      complaint: brief.complaint,
      stage: brief.stage,
      stageReason: brief.stageReason,
      slots: brief.slots,
      unknown: brief.unknown,
    },
    ...(instruction === undefined ? [] : [{ record: 'instruction', text: instruction }]),
    ...brief.products.map(({ ref, name, category, hasPrice, hasLink, availability }) => ({
      record: 'product',
      ref,
      name,
      category,
      hasPrice,
      hasLink,
      availability,
    })),
    ...(brief.offer === null
      ? []
      : [
          {
            record: 'offer',
            ref: brief.offer.ref,
            kind: brief.offer.kind,
            value: brief.offer.value,
            validUntil: brief.offer.validUntil,
          },
        ]),
    ...brief.facts
      .filter(({ kind }) => kind !== 'left-out')
      .map(({ id, kind, use, origin, product, text }) => ({
        record: 'fact',
        id,
        kind,
        use,
        origin,
        product,
        text,
      })),
  ]
  return ['<brief>', ...records.map(jsonLine), '</brief>'].join('\n')
}

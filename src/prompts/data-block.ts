import type { Brief } from '../briefs/brief.ts'
import { jsonLine } from './clean-data.ts'

/**
 * The end of every user part: what the model may know, one line of JSON per record between a `<brief>` and a `</brief>` line.
 * Strings come from strangers; `jsonLine` keeps each of them inside its record. Holds no id of the customer, a signal or an offer.
 */
export function dataBlock(brief: Brief, prompt: string, instruction?: string): string {
  const records = [
    {
      record: 'task',
      prompt,
      channel: brief.channel,
      purpose: brief.purpose,
      locale: brief.locale,
      stage: brief.stage,
      stageReason: brief.stageReason,
      complaint: brief.complaint,
      slots: brief.slots,
      unknown: brief.unknown,
      limits: brief.limits,
      ...(brief.brand.requiredPhrases === undefined ? {} : { requiredPhrases: brief.brand.requiredPhrases }),
      note: brief.note,
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

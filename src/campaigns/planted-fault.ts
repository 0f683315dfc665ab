import { hash } from 'node:crypto'
import { z } from 'zod'
import type { RevisionRow } from '../drafts/store.ts'

/** What is put into a copy, so that a reviewer who reads finds it. The copy is no draft: it is kept nowhere and never sent. */
export const FaultKind = z
  .enum(['wrong_price', 'wrong_product', 'foreign_name', 'wrong_number', 'false_promise'])
  .meta({ id: 'PlantedFaultKind' })
export type FaultKind = z.infer<typeof FaultKind>

/** What a reviewer is shown of a revision. */
export type Shown = { subject: string | null; text: string }
export type Planted = Shown & { kind: FaultKind; was: string | null; now: string }

type Written = Pick<RevisionRow, 'draftId' | 'renderedText' | 'headers' | 'slots' | 'brief'>

export const shownOf = ({ headers, renderedText }: Pick<Written, 'headers' | 'renderedText'>): Shown => ({
  subject: headers['Subject'] ?? null,
  text: renderedText,
})

const FOREIGN_NAMES = ['Clara', 'Jonas', 'Lucía', 'Martin', 'Noor', 'Pavel']

/** True of no shop that was asked; whoever reads the facts beside it sees that none says so. */
const PROMISES: Record<string, string[]> = {
  en: [
    'It comes with a ten-year guarantee.',
    'Delivery is free and takes one day.',
    'You can send it back for a whole year.',
  ],
  de: [
    'Darauf geben wir zehn Jahre Garantie.',
    'Die Lieferung ist gratis und dauert einen Tag.',
    'Sie können es ein ganzes Jahr lang zurückgeben.',
  ],
  es: [
    'Tiene diez años de garantía.',
    'El envío es gratuito y tarda un día.',
    'Puede devolverlo durante un año entero.',
  ],
}

/** The first 48 bits of a hash, below `count`. */
const pick = (key: string, count: number): number => Number.parseInt(hash('sha256', key).slice(0, 12), 16) % count

/**
 * A copy of a draft with one fault: which one, and of what form, follows from seed and draft alone, so that the same copy can
 * be made whenever it is needed. With `kind` that fault and no other.
 * @returns null when there is no place for that fault, or no text left
 */
export function plantFault(written: Written, seed: string, kind?: FaultKind): Planted | null {
  const shown = shownOf(written)
  if (shown.text === '') return null
  const key = `${seed}:fault:${written.draftId}`
  const first = pick(key, FaultKind.options.length)
  const kinds = kind === undefined ? FaultKind.options.map((_, i, all) => all[(first + i) % all.length]!) : [kind]
  for (const one of kinds) {
    const change = FAULTS[one](written, shown, key)
    if (change === null) continue
    const put = 'after' in change ? insertAfter(shown, change) : replaceAll(shown, change)
    return { kind: one, was: 'was' in change ? change.was : null, now: change.now, ...put }
  }
  return null
}

type Change = { was: string; now: string } | { after: string; now: string }
type Fault = (written: Written, shown: Shown, key: string) => Change | null

const replaceAll = ({ subject, text }: Shown, { was, now }: { was: string; now: string }): Shown => ({
  subject: subject?.replaceAll(was, now) ?? null,
  text: text.replaceAll(was, now),
})

const insertAfter = ({ subject, text }: Shown, { after, now }: { after: string; now: string }): Shown => ({
  subject,
  text: text.replace(after, () => `${after} ${now}`),
})

/** Another first digit. */
const otherDigit = (text: string, key: string): string =>
  text.replace(/\d/, (digit) => String(((Number(digit) + pick(key, 8)) % 9) + 1))

const slotFault =
  (slot: RegExp, change: (was: string, key: string) => string): Fault =>
  ({ slots }, { text }, key) => {
    const was = Object.entries(slots).find(([name, value]) => slot.test(name) && text.includes(value))?.[1]
    if (was === undefined) return null
    const now = change(was, key)
    return now === was ? null : { was, now }
  }

const FAULTS: Record<FaultKind, Fault> = {
  wrong_price: slotFault(/^p\d+\.price$/, otherDigit),
  wrong_product: slotFault(/^p\d+\.name$/, (was, key) => (/\d/.test(was) ? otherDigit(was, key) : `${was} Mini`)),
  foreign_name: slotFault(/^customer\.first_name$/, (was, key) => {
    const names = FOREIGN_NAMES.filter((name) => name !== was)
    return names[pick(key, names.length)]!
  }),
  wrong_number: ({ brief }, { text }, key) => {
    const said = brief.facts
      .filter(({ kind, use }) => kind === 'product' && use === 'mention')
      .flatMap((fact) => fact.text.match(/\d+(?:[.,]\d+)?[\p{Zs} ]?\p{L}{1,12}/gu) ?? [])
      .find((number) => text.includes(number))
    return said === undefined ? null : { was: said, now: otherDigit(said, key) }
  },
  false_promise: ({ brief }, { text }, key) => {
    const promises = PROMISES[brief.locale?.slice(0, 2).toLowerCase() ?? 'en'] ?? PROMISES['en']!
    // The second paragraph is the first one after the greeting.
    const paragraphs = text.split('\n\n')
    const after = (paragraphs[1] ?? paragraphs[0] ?? '').trimEnd()
    return after === '' ? null : { after, now: promises[pick(key, promises.length)]! }
  },
}

import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { VersionedBrand } from '../../src/brand/brand.ts'
import type { BriefSources } from '../../src/briefs/load-brief.ts'
import { StoredOffer } from '../../src/catalog/offer.ts'
import { ImportedProduct } from '../../src/catalog/product.ts'
import { ChannelName } from '../../src/channels/channel.ts'
import { typeNamed } from '../../src/signals/find-type.ts'
import { meaningOf } from '../../src/signals/new-signal.ts'

const DAY_MS = 86_400_000
/** The day on which every case happens. */
export const CASES_NOW = new Date('2026-11-23T10:00:00Z')
export const CASES_FOLDER = new URL('../../prompts/cases/', import.meta.url)

/** A made-up situation that a prompt is written for: one line of `prompts/cases/<prompt>.jsonl`. */
const PromptCase = z.strictObject({
  name: z.string().min(1),
  channel: ChannelName,
  locale: z.string(),
  products: z.array(ImportedProduct),
  signals: z.array(
    z.strictObject({
      type: z.string(),
      daysAgo: z.number().min(0),
      properties: z.record(z.string(), z.unknown()).default({}),
    }),
  ),
  changes: z
    .array(
      z.strictObject({
        productId: z.string(),
        field: z.enum(['price', 'availability']),
        old: z.unknown(),
        new: z.unknown(),
        daysAgo: z.number(),
      }),
    )
    .default([]),
  offer: StoredOffer.optional(),
})
export type PromptCase = z.infer<typeof PromptCase>

/** @throws Error that names file and line of the first case that is not right */
export function readCases(prompt: string): PromptCase[] {
  const file = `${prompt}.jsonl`
  const lines = readFileSync(new URL(file, CASES_FOLDER), 'utf8').split('\n')
  return lines.flatMap((line, index) => {
    if (line === '') return []
    const read = PromptCase.safeParse(JSON.parse(line))
    if (!read.success) throw new Error(`prompts/cases/${file}:${index + 1}: ${z.prettifyError(read.error)}`)
    return [read.data]
  })
}

const daysAgo = (days: number): Date => new Date(CASES_NOW.getTime() - days * DAY_MS)

const BRAND: VersionedBrand = {
  version: 1,
  policy: {
    name: 'Aquila',
    sender: { name: 'Aquila', email: 'hello@aquila.example' },
    postalAddress: '1 Quay, Lisbon',
    linkDomains: ['shop.example'],
  },
}

/** What the database would hold for a case. */
export function sourcesOf({ channel, locale, products, signals, changes, offer }: PromptCase): BriefSources {
  const at = daysAgo(300).toISOString()
  const consents = ['marketing', 'service'].map((purpose) => ({
    channel,
    purpose,
    state: 'granted',
    source: 'case',
    at,
    proof: null,
  }))
  return {
    customer: {
      id: 'case',
      firstName: 'Ines',
      lastName: 'Roca',
      email: 'ines@example.com',
      phone: '+34612345678',
      locale,
      timeZone: null,
      traits: {},
      consents,
    } as unknown as BriefSources['customer'],
    signals: signals.map(({ type, daysAgo: days, properties }, index) => {
      const kind = typeNamed(type)
      const read = kind === undefined ? null : meaningOf(kind, properties)
      if (read?.ok !== true) throw new Error(`A case holds a signal that cannot be read: ${type}`)
      return { id: `s-${index}`, ...read.meaning, properties, occurredAt: daysAgo(days) }
    }),
    products: products.map((product) => ({ ...product, updatedAt: at })),
    changes: changes.map(({ daysAgo: days, ...change }, index) => {
      const when = daysAgo(days).toISOString()
      return { id: index, ...change, at: when, recordedAt: when } as BriefSources['changes'][number]
    }),
    offer: offer ?? null,
    brand: BRAND,
  }
}

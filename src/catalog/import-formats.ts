import { csvReader } from './csv-reader.ts'
import type { FeedSettings } from './feed-product.ts'
import type { ItemReader } from './item.ts'
import { ndjsonReader } from './ndjson-reader.ts'
import { xmlReader } from './xml-reader.ts'

/** How products may come in, by content type. */
const READERS: Record<string, (settings: FeedSettings) => ItemReader> = {
  'application/x-ndjson': ndjsonReader,
  'application/jsonl': ndjsonReader,
  'text/csv': (settings) => csvReader(',', settings),
  'text/tab-separated-values': (settings) => csvReader('\t', settings),
  'application/xml': xmlReader,
  'text/xml': xmlReader,
  'application/rss+xml': xmlReader,
  'application/atom+xml': xmlReader,
}

export const IMPORT_TYPES: readonly string[] = Object.keys(READERS)

/** The reader of a content type, whatever parameters the header gives it; null when there is none. */
export const readerFor = (contentType: string, settings: FeedSettings): ItemReader | null =>
  READERS[contentType.split(';', 1)[0]!.trim().toLowerCase()]?.(settings) ?? null

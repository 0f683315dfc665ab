import { Readable } from 'node:stream'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { FieldError, problems } from '../http/problem-handler.ts'
import type { App } from '../http/zod-app.ts'
import { isCurrency, NO_CURRENCY } from './currency.ts'
import { exportProducts } from './export-products.ts'
import { IMPORT_TYPES, readerFor } from './import-formats.ts'
import { importProducts } from './import-products.ts'
import { AsOfQuery, asOfTime } from './as-of.ts'
import { importType } from './problems.ts'

const NDJSON =
  '{"id":"dw-1","name":"Silent 39 Dishwasher","category":"Dishwashers","price":{"amount":"649.00","currency":"EUR"}}\n' +
  '{"id":"dw-2","name":"Compact 45 Dishwasher","category":"Dishwashers","price":{"amount":"429.00","currency":"EUR"}}\n'
const XML = `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel><title>Aquila</title><item>
<g:id>dw-1</g:id><title>Silent 39 Dishwasher</title><g:product_type>Dishwashers</g:product_type>
<g:price>649.00 EUR</g:price><g:availability>in stock</g:availability><link>https://shop.example/dw-1</link>
</item></channel></rss>
`
const CSV = 'id,title,product type,price,availability\ndw-1,Silent 39 Dishwasher,Dishwashers,649.00 EUR,in stock\n'

const EXAMPLES: Record<string, string> = {
  'application/x-ndjson': NDJSON,
  'application/jsonl': NDJSON,
  'text/csv': CSV,
  'text/tab-separated-values': CSV.replaceAll(',', '\t'),
  'application/xml': XML,
  'text/xml': XML,
  'application/rss+xml': XML,
  'application/atom+xml': XML.replace('<rss version="2.0"', '<feed xmlns="http://www.w3.org/2005/Atom"')
    .replace('<channel><title>Aquila</title><item>', '<title>Aquila</title><entry>')
    .replace('</item></channel></rss>', '</entry></feed>'),
}

const File = z
  .custom<Readable>((body) => body instanceof Readable, `must be a file: ${IMPORT_TYPES.join(', ')}`)
  .meta({ type: 'string', description: 'The products of a file, one after the other', examples: [NDJSON] })

const RejectedItem = z
  .strictObject({
    line: z.int().meta({ description: 'Where the item begins, counted from 1' }),
    item: z.int().optional().meta({ description: 'Which item of a feed, counted from 1' }),
    problem: z.strictObject({ detail: z.string(), errors: z.array(FieldError).optional() }).meta({ id: 'ItemProblem' }),
  })
  .meta({ id: 'RejectedItem' })
const Imported = z
  .strictObject({
    imported: z.int().meta({ description: 'Items that were taken' }),
    rejectedCount: z.int().meta({ description: 'Items that were not' }),
    rejected: z.array(RejectedItem).meta({ description: 'The first thousand of them, with what is wrong' }),
  })
  .meta({ id: 'ImportResult' })

const ImportQuery = AsOfQuery.extend({
  currency: z
    .string()
    .refine(isCurrency, NO_CURRENCY)
    .meta({ pattern: '^[A-Z]{3}$' })
    .optional()
    .meta({ description: 'ISO 4217; for prices of a CSV, TSV or XML file that name no currency' }),
})

/** In a scope of its own: only here is a body taken as a stream, and only here is JSON refused. */
export function registerImport(scope: App, context: Context): void {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser([...IMPORT_TYPES], (_request, body, done) => done(null, body))
  scope.addContentTypeParser('*', (_request, _body, done) => done(importType(`Send ${IMPORT_TYPES.join(', ')}.`)))

  scope.post(
    '/v1/products/import',
    {
      config: {
        access: ['profiles', 'marketer', 'admin'],
        idempotent: true,
        costly: true,
        bodyExamples: EXAMPLES,
      },
      schema: {
        tags: ['Catalogue'],
        operationId: 'importProducts',
        summary: 'Add or replace many products at once',
        description:
          "NDJSON with one product a line; CSV or TSV whose first line names the columns: Shopify's product file, Google's or Meta's names, or our own export; Google Merchant feeds as RSS 2.0 or Atom. At most 1 GiB at once and 256 KiB an item, in UTF-8. Good items are taken even when others are not; of two items about one product the last one holds.",
        consumes: [...IMPORT_TYPES],
        querystring: ImportQuery,
        body: File,
        response: { 200: Imported.describe('What was taken and what was not'), ...problems(413, 415, 422) },
      },
    },
    ({ body, headers, query }) => {
      const now = context.now()
      const reader = readerFor(headers['content-type'] ?? '', { currency: query.currency, now })
      if (reader === null) throw importType(`Send ${IMPORT_TYPES.join(', ')}.`)
      const declaredBytes = Number(headers['content-length'] ?? 0)
      return importProducts(context, { chunks: body, reader, at: asOfTime(query, now), declaredBytes })
    },
  )
}

export function registerExport(app: App, context: Context): void {
  app.get(
    '/v1/products.csv',
    {
      config: { access: ['profiles', 'agent', 'marketer', 'admin', 'auditor'] },
      schema: {
        tags: ['Catalogue'],
        operationId: 'exportProducts',
        summary: 'The whole catalogue as a CSV file',
        description:
          'In the order of ids. A cell that a spreadsheet would run as a formula begins with an apostrophe; an import of the same file takes it off again.',
        response: {
          200: {
            description: 'The file',
            content: { 'text/csv': { schema: z.string() } },
          },
          ...problems(),
        },
      },
    },
    async (_request, reply) => {
      void reply
        .header('content-type', 'text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="products.csv"')
      return Readable.from(exportProducts(context)) as never
    },
  )
}

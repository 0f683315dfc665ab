import type { Scenario } from './crash-trial.ts'

/** More than two batches of an import. */
const MANY = 1200
/** More than one. */
const SOME = 600
/** Products whose history is read, spread over all batches. */
const LOOKED_AT = 60

const GOODS = 'the products of the files'
const HISTORY = 'the history of prices and stock'

type Goods = { id: string; name: string; price: string; stock: string }

const asCsv = (goods: Goods[]): string =>
  [
    'id,title,price,availability',
    ...goods.map(({ id, name, price, stock }) => `${id},${name},${price} EUR,${stock.replaceAll('_', ' ')}`),
  ].join('\n')
const asNdjson = (goods: Goods[]): string =>
  goods
    .map(({ id, name, price: amount, stock }) =>
      JSON.stringify({ id, name, price: { amount, currency: 'EUR' }, availability: stock }),
    )
    .join('\n')
const asRss = (goods: Goods[]): string => `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel><title>Aquila</title>${goods
  .map(
    ({ id, name, price, stock }) =>
      `<item><g:id>${id}</g:id><title>${name}</title><g:price>${price} EUR</g:price><g:availability>${stock}</g:availability></item>`,
  )
  .join('\n')}</channel></rss>`

/**
 * Three files: the catalogue as CSV; new prices, dated, as NDJSON; stock as RSS. In the end every product is as the files say,
 * and its history holds each change once: nothing that a repeat made up.
 */
export const imports: Scenario = {
  name: 'import',
  groups: ['import', 'key'],
  async run(trial) {
    const first: Goods[] = Array.from({ length: MANY }, (_, index) => ({
      id: `${trial.id}-${index}`,
      name: `Lamp ${index}`,
      price: `${100 + (index % 50)}.00`,
      stock: 'in_stock',
    }))
    const cheaper = first.slice(0, SOME).map((one) => ({ ...one, price: `${Number(one.price) - 10}.00` }))
    const gone = cheaper.map((one, index) => (index % 3 === 0 ? { ...one, stock: 'out_of_stock' } : one))

    const send = async (type: string, body: string, count: number, path = '', key?: string) => {
      const headers = {
        'content-type': type,
        ...(key === undefined ? {} : { 'idempotency-key': `${trial.id}-${key}` }),
      }
      const answer = await trial.send('POST', `/v1/products/import${path}`, {
        as: 'shop',
        body,
        headers,
        changes: [GOODS, HISTORY],
      })
      const { imported, rejectedCount } = answer.body
      if (imported !== count || rejectedCount !== 0) trial.fault(`${type} was answered with ${answer.text}`)
      return answer
    }
    const promiseGoods = (goods: Goods[]): void => {
      trial.promise(GOODS, goods.length, async () => {
        const { text } = await trial.send('GET', '/v1/products.csv')
        const lines = text.split('\n').filter((line) => line.startsWith(`"${trial.id}-`))
        const stored = new Map(lines.map((line) => [line.slice(1, line.indexOf('"', 1)), line]))
        const isThere = ({ id, price, stock }: Goods): boolean =>
          stored.get(id)?.includes(`${price} EUR`) === true && stored.get(id)!.includes(stock)
        // Products that nobody sent count on top.
        return goods.filter(isThere).length + Math.max(0, lines.length - goods.length)
      })
    }
    const promiseHistory = (prices: Goods[], stocks: Goods[]): void => {
      const isLookedAt = ({ id }: Goods): boolean =>
        Number(id.slice(id.lastIndexOf('-') + 1)) % (MANY / LOOKED_AT) === 0
      const expected = [
        ...prices.filter(isLookedAt).map(({ id, price }) => `${id} price ${Number(price) + 10}.00 ${price}`),
        ...stocks.filter(isLookedAt).map(({ id }) => `${id} availability in_stock out_of_stock`),
      ]
      trial.promise(HISTORY, expected.length, async () => {
        const found: string[] = []
        for (const { id } of first.filter(isLookedAt)) {
          const { body } = await trial.send('GET', `/v1/products/${id}/history`)
          const items: { field: string; old: unknown; new: unknown }[] = body.items
          const text = (value: any): string => value?.amount ?? String(value)
          found.push(...items.map((one) => `${id} ${one.field} ${text(one.old)} ${text(one.new)}`))
        }
        for (const one of found.filter((line) => !expected.includes(line))) trial.fault(`made up: ${one}`)
        return found.length
      })
    }

    await send('text/csv', asCsv(first), MANY, '', 'csv')
    promiseGoods(first)
    promiseHistory([], [])

    const at = encodeURIComponent(trial.now().toISOString())
    await send('application/x-ndjson', asNdjson(cheaper), SOME, `?at=${at}`)
    promiseGoods([...cheaper, ...first.slice(SOME)])
    promiseHistory(cheaper, [])

    await send('application/rss+xml', asRss(gone), SOME, '', 'rss')
    promiseGoods([...gone, ...first.slice(SOME)])
    promiseHistory(
      cheaper,
      gone.filter(({ stock }) => stock === 'out_of_stock'),
    )

    // The first file once more under its key is answered from what is kept, and puts no price back.
    const kept = { 'content-type': 'text/csv', 'idempotency-key': `${trial.id}-csv` }
    const again = await trial.send('POST', '/v1/products/import', { as: 'shop', body: asCsv(first), headers: kept })
    if (again.headers.get('idempotency-replayed') !== 'true') trial.fault('the first file was imported anew')
  },
}

import { setTimeout as pause } from 'node:timers/promises'
import { type ApiClient, inParallel, openClient } from '../support/api-client.ts'
import { ADMIN_KEY } from '../support/service-process.ts'
import { BRAND, makeShop } from '../bench/shop.ts'

/** What one customer should get. `fate`: to be approved, approved and then suppressed, or never decided. */
export type Letter = {
  draftId: string
  recipient: string
  subject: string
  text: string
  fate: 'approved' | 'suppressed' | 'undecided'
  /** Once the approval is acknowledged. */
  deliveryId: string | null
}

/** A delivery as the API lists it. */
export type Listed = { id: string; draftId: string; state: string; reason: string | null; attempts: number }

export type Desk = {
  letters: Letter[]
  /** Approves it, and suppresses its address when that is its fate; again and again until both are acknowledged. */
  approve(letter: Letter): Promise<string>
  /** Every delivery that the API lists. */
  list(state?: string): Promise<Listed[]>
  close(): void
}

const CONCURRENCY = 8
/** One in so many. */
const SUPPRESSED = 40
const UNDECIDED = 20

/** Brings in customers with a signal each, and has a message written for every one of them. */
export async function openDesk(apiUrl: () => string | null, approved: number): Promise<Desk> {
  const clients = new Map<string, ApiClient>()
  let keys = { shop: '', agent: '', reviewer: '' }
  const open = (url: string, key: string): ApiClient => {
    const client = clients.get(url + key) ?? openClient(url, key)
    clients.set(url + key, client)
    return client
  }
  /** Until it is answered: the API may be down, or without its database. */
  async function call(who: keyof typeof keys | 'admin', method: string, path: string, body?: unknown) {
    for (let tries = 1; ; tries++) {
      const url = apiUrl()
      try {
        if (url === null) throw new Error('The API is down.')
        return await open(url, who === 'admin' ? ADMIN_KEY : keys[who]).call(method, path, body)
      } catch (error) {
        if (tries === 300 || / with 4\d\d: /.test((error as Error).message)) throw error
        await pause(100)
      }
    }
  }

  const keyOf = async (name: string, kind: string, role: string): Promise<string> =>
    (await call('admin', 'POST', '/v1/keys', { name, kind, roles: [role] })).key
  keys = {
    shop: await keyOf('shop', 'system', 'profiles'),
    agent: await keyOf('Ana', 'human', 'agent'),
    reviewer: await keyOf('Mia', 'human', 'marketer'),
  }
  const { products, customers } = makeShop(approved + Math.ceil(approved / UNDECIDED), new Date())
  await call('admin', 'PUT', '/v1/brand', BRAND)
  await inParallel(products, CONCURRENCY, ({ id, record }) => call('shop', 'PUT', `/v1/products/${id}`, record))
  const letters = await inParallel(customers, CONCURRENCY, async ({ id, record }, index): Promise<Letter> => {
    await call('shop', 'PUT', `/v1/customers/${id}`, record)
    await call('shop', 'POST', '/v1/signals', {
      type: 'product-viewed',
      customerId: id,
      messageId: id,
      occurredAt: new Date(Date.now() - 3_600_000).toISOString(),
      productId: `product-${index % products.length}`,
    })
    const draft = await call('agent', 'POST', '/v1/drafts', { customerId: id, channel: 'email' })
    const { text, headers } = draft.rendered
    const fate = index >= approved ? 'undecided' : index % SUPPRESSED === 7 ? 'suppressed' : 'approved'
    return { draftId: draft.id, recipient: draft.recipient, subject: headers.Subject, text, fate, deliveryId: null }
  })
  return {
    letters,
    async approve(letter) {
      const { delivery } = await call('reviewer', 'POST', `/v1/drafts/${letter.draftId}/approve`, { revision: 1 })
      if (letter.fate === 'suppressed') {
        const suppression = { channel: 'email', address: letter.recipient, reason: 'manual' }
        await call('reviewer', 'POST', '/v1/suppressions', suppression)
      }
      letter.deliveryId = delivery.id
      return delivery.id
    },
    async list(state) {
      const items: Listed[] = []
      let cursor: string | null = ''
      while (cursor !== null) {
        const query: string = `limit=100${state === undefined ? '' : `&state=${state}`}${cursor && `&cursor=${cursor}`}`
        const page = await call('reviewer', 'GET', `/v1/deliveries?${query}`)
        items.push(...page.items)
        cursor = page.nextCursor
      }
      return items
    },
    close: () => clients.forEach((client) => client.close()),
  }
}

import type { Answer, Scenario, Trial } from './crash-trial.ts'

/**
 * Signals of a visitor, the news of who that is, and signals after it, through both doors. A signal carries its mark in its
 * properties: each mark has to stand in the customer's timeline exactly once.
 */
export const ingest: Scenario = {
  name: 'ingest',
  groups: ['ingest', 'key'],
  async run(trial) {
    const [customerId, visitor, guest] = [`${trial.id}-c`, `${trial.id}-visitor`, `${trial.id}-guest`]
    const at = trial.now().toISOString()
    const stated = (mark: string, who: object) => ({
      type: 'product-viewed',
      productId: 'dw-1',
      messageId: `${trial.id}-${mark}`,
      occurredAt: at,
      properties: { mark },
      ...who,
    })
    const tracked = (mark: string, who: object) => ({
      type: 'track',
      event: 'Product Viewed',
      messageId: `${trial.id}-${mark}`,
      timestamp: at,
      properties: { product_id: 'dw-1', mark },
      ...who,
    })
    const said = (type: string) => ({ type, messageId: `${trial.id}-${type}`, timestamp: at })
    const counted = (marks: string[]) => async (): Promise<number> => {
      const path = `/v1/customers/${encodeURIComponent(customerId)}/timeline?limit=100`
      const { status, body } = await trial.send('GET', path, { expect: [200, 404] })
      const entries: { properties: { mark: string } }[] = status === 404 ? [] : body.items
      return entries.filter(({ properties }) => marks.includes(properties.mark)).length
    }
    const promised = (marks: string[]) => trial.promise(`signals ${marks.join(', ')}`, marks.length, counted(marks))
    /** A join is whole or has not begun: with the signals that it brings along come those that were there before. */
    const wholeOrNot = (marks: string[]) => async (): Promise<string | null> => {
      const found = await counted(marks)()
      return found === 0 || found === marks.length ? null : `${found} of ${marks.length} signals are joined`
    }

    const anonymous = ['a1', 'a2', 'a3'].map((mark) => stated(mark, { anonymousId: visitor }))
    tookAll(trial, 3, 0, await trial.send('POST', '/v1/signals', { as: 'shop', body: anonymous }))

    const joining = [
      { ...said('identify'), userId: customerId, anonymousId: visitor, traits: { firstName: 'Ines' } },
      ...['b1', 'b2'].map((mark) => tracked(mark, { userId: customerId })),
      tracked('g1', { anonymousId: guest }),
    ]
    const joined = ['a1', 'a2', 'a3', 'b1', 'b2']
    const half = wholeOrNot(joined)
    tookAll(trial, 3, 1, await trial.send('POST', '/v1/batch', { as: 'shop', body: { batch: joining }, half }))
    promised(joined)
    trial.promise('the first name', 1, async () => {
      const { body } = await trial.send('GET', `/v1/customers/${encodeURIComponent(customerId)}`)
      return body.firstName === 'Ines' ? 1 : 0
    })

    const later = [
      stated('c1', { customerId }),
      stated('c2', { customerId }),
      // Known by now, and kept under his or her own id.
      stated('a4', { anonymousId: visitor }),
    ]
    const headers = { 'idempotency-key': `${trial.id}-later` }
    tookAll(trial, 3, 0, await trial.send('POST', '/v1/signals', { as: 'shop', body: later, headers }))
    promised(['c1', 'c2', 'a4'])

    const alias = { ...said('alias'), previousId: guest, userId: customerId }
    const merging = { as: 'shop', body: { batch: [alias, tracked('d1', { userId: customerId })] } } as const
    const merged = ['g1', 'd1']
    tookAll(trial, 1, 1, await trial.send('POST', '/v1/batch', { ...merging, half: wholeOrNot(merged) }))
    promised(merged)
  },
}

/** Every item is taken or known, none refused; and what was sent again was known as a whole or not at all. */
function tookAll(trial: Trial, signals: number, identities: number, { body, isSecond }: Answer): void {
  const isWhole = body.duplicates === 0 || (isSecond && body.duplicates === signals)
  if (!isWhole || body.accepted + body.duplicates !== signals + identities || body.rejected.length > 0) {
    trial.fault(`of ${signals} signals and ${identities} identities: ${JSON.stringify(body)}`)
  }
}

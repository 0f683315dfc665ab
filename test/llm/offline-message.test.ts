import { generateText, Output } from 'ai'
import { describe, expect, test } from 'vitest'
import type { Brief } from '../../src/briefs/brief.ts'
import type { ChannelName } from '../../src/channels/channel.ts'
import { type Answer, answerSchema } from '../../src/llm/answer.ts'
import { createOfflineWriter } from '../../src/llm/offline-writer.ts'
import { loadPrompts } from '../../src/prompts/load-prompts.ts'
import { aBrief } from '../support/brief-examples.ts'
import { complaintBrief, concern, expectTrue, fullBrief, numbered, P2, slotsIn, stated } from './offline-briefs.ts'

const prompts = loadPrompts(new URL('../../prompts/', import.meta.url))
const promptNamed = (name: string) => prompts.find((prompt) => prompt.name === name)!
const writer = createOfflineWriter()

async function write(name: string, brief: Brief, instruction?: string): Promise<Answer> {
  const { system, user } = promptNamed(name).render(brief, instruction)
  const schema = answerSchema(brief.channel === 'email')
  const { output } = await generateText({
    model: writer,
    instructions: system,
    prompt: user,
    output: Output.object({ schema }),
  })
  return output
}

const everyPrompt = prompts.flatMap(({ name, complaint, channels }) =>
  channels.flatMap((channel) =>
    ['en-GB', 'de-DE', 'es-ES', 'fr-FR', null].map((locale) => ({ name, complaint, channel, locale })),
  ),
)

const LETTER_END = /\{\{agent\.name\}\}\n\{\{brand\.name\}\}$/

/** A letter and a call end with who speaks; an agent's chat shows it, and code writes it below an SMS. */
const ENDS: Record<ChannelName, RegExp> = {
  email: LETTER_END,
  call: /\{\{brand\.name\}\}\.$/,
  chat: /[.?]$/,
  sms: /([.?]|\{\{(p\d\.link|o1\.terms)\}\})$/,
  webhook: LETTER_END,
}

describe('the offline writer', () => {
  test.each(everyPrompt)(
    'writes what is true: $name, $channel, $locale',
    async ({ name, complaint, channel, locale }) => {
      for (let customer = 0; customer < 12; customer++) {
        const stageReason = `Reason ${customer}.`
        const brief = (complaint ? complaintBrief : fullBrief)({ channel, locale, stageReason })
        const answer = await write(name, brief)
        expectTrue(answer, brief)
        expect('subject' in answer).toBe(channel === 'email')
        expect(answer.body.includes('{{customer.first_name}}')).toBe(channel !== 'sms')
        expect(answer.body).toMatch(ENDS[channel])
        expect(answer.claims.length).toBeGreaterThan(0)
      }
    },
  )

  test.each(everyPrompt)(
    'writes a short honest note when nothing is known: $name, $channel, $locale',
    async ({ name, complaint, channel, locale }) => {
      const purpose = complaint ? 'service' : 'marketing'
      const brief = aBrief({ channel, locale, complaint, purpose, products: [], facts: [], slots: [] })
      const answer = await write(name, brief)
      expectTrue(answer, brief)
      expect(answer.claims).toEqual([])
      expect(answer.body.length).toBeGreaterThan(60)
      expect(slotsIn(answer.body)).toEqual([])
    },
  )

  test('writes the same for the same brief and differently for others', async () => {
    const bodies = new Set<string>()
    for (let customer = 0; customer < 40; customer++) {
      const brief = fullBrief({ stageReason: `Customer ${customer} is different.` })
      const first = await write('research-follow-up', brief)
      expect(await write('research-follow-up', brief)).toEqual(first)
      bodies.add(first.body)
    }
    expect(bodies.size).toBeGreaterThanOrEqual(20)
  })

  test('speaks the language of the locale, English where it has none', async () => {
    const regards = async (locale: string | null) =>
      (await write('research-follow-up', aBrief({ locale }))).body.split('\n').at(-2)
    expect(await regards('de-AT')).toMatch(/Grüße/)
    expect(await regards('es')).toMatch(/saludo|Saludos|Atentamente/)
    expect(await regards('fr-FR')).toMatch(/regards/)
    expect(await regards(null)).toMatch(/regards/)
  })

  test('greets without a name when there is no name to fill in', async () => {
    const answer = await write('research-follow-up', aBrief({ slots: ['p1.name'] }))
    expect(slotsIn(answer.body).filter((slot) => slot !== 'p1.name')).toEqual([])
    expect(answer.body).toMatch(/^(Hello|Good day|Hello there),\n/)
    expect(answer.body).toMatch(/regards$/)
  })

  test.each([
    ['noise', 'reviews the customer read complain about noise', 'Noise level 39 dB'],
    ['size', 'reviews complain about size and fit', '60 cm wide'],
    ['energy', 'Die Leute klagen über den Stromverbrauch', '0.9 kWh per run'],
  ])('meets a concern about %s with the fact that is about it, without saying so', async (_, doubt, fact) => {
    const facts = numbered(
      { text: '14 place settings' },
      { text: '0.9 kWh per run' },
      { text: '60 cm wide' },
      { text: 'Noise level 39 dB' },
      concern(doubt),
    )
    const brief = aBrief({ facts })
    const answer = await write('review-concern', brief)
    expect(answer.claims[0]!.text).toContain(fact)
    expect(answer.body).not.toMatch(/review|complain|concern/i)
    expectTrue(answer, brief)
  })

  test('does not reassure when no fact is about the concern', async () => {
    const doubt = concern('reviews the customer read complain about noise')
    const brief = aBrief({ facts: numbered({ text: 'All about this product: reviews welcome' }, doubt) })
    expect((await write('review-concern', brief)).body).toMatch(/find out|look it up/)
  })

  test('writes about the product that the concern is about', async () => {
    const facts = numbered(
      { text: 'Colour white' },
      { text: 'Noise level 46 dB', product: 'p2' },
      { ...concern('reviews complain about noise'), product: 'p2' },
    )
    const answer = await write('review-concern', fullBrief({ facts }))
    expect(answer.subject).toContain('{{p2.name}}')
    expect(answer.body).not.toContain('{{p1.')
  })

  test('puts products side by side, each fact beside its own product', async () => {
    const { body, claims } = await write('comparison-help', fullBrief())
    expect(claims).toContainEqual({ text: '{{p2.name}}: Noise level 46 dB.', facts: ['f4'] })
    expect(claims).toContainEqual({ text: '{{p1.name}}: Noise level 39 dB; 14 place settings.', facts: ['f2', 'f1'] })
    expect(body.indexOf('{{p1.price}}')).toBeLessThan(body.indexOf('46 dB'))
  })

  test('does not call it a comparison when one product has facts', async () => {
    const facts = numbered({ text: 'Noise level 39 dB' })
    const { subject, body } = await write('comparison-help', fullBrief({ facts }))
    expect(`${subject} ${body}`).not.toContain('{{p2.')
  })

  test('sells nothing and speaks of no review to somebody who complains, whatever the prompt', async () => {
    for (const { name } of prompts) {
      for (const channel of ['email', 'sms', 'chat', 'call'] as const) {
        const brief = complaintBrief({ channel, offer: fullBrief().offer })
        const { subject, body } = await write(name, brief)
        const text = `${subject} ${body}`
        expect(text).not.toMatch(/review|star\b|rating|\bdB\b/i)
        expect(slotsIn(text).filter((slot) => /price|link|^o1/.test(slot))).toEqual([])
        expect(text).toMatch(/put (this |it )?right|settle/)
      }
    }
  })

  test('asks somebody who has bought nothing that is asked before a purchase', async () => {
    for (let customer = 0; customer < 12; customer++) {
      const brief = fullBrief({ channel: 'call', stage: 'after-purchase', stageReason: `Reason ${customer}.` })
      const { body } = await write('research-follow-up', brief)
      expect(body.match(/^- .*\?$/gm)).toHaveLength(2)
      expect(body).not.toMatch(/such a product|decid|should it be able/)
    }
  })

  test('names a complaint in the words of the fact when only that can be meant', async () => {
    const contacted = stated('contacted support about Silent 39 Dishwasher')
    const claimsOf = async (...facts: ReturnType<typeof stated>[]) =>
      (await write('service-recovery', complaintBrief({ facts: numbered(...facts) }))).claims
    expect(await claimsOf(contacted, stated('asked support about an order'))).toEqual([
      { text: 'You contacted support about {{p1.name}}, and the matter is not settled yet.', facts: ['f1'] },
    ])
    for (const other of ['posted a 1-star review of Basic 46', 'had a support request resolved']) {
      const [claim, ...more] = await claimsOf(stated(other), contacted)
      expect(claim?.text).not.toContain('contacted')
      expect(more).toEqual([])
    }
  })

  test.each(['en', 'de', 'es'])(
    'says which product a complaint is about, where the customer said so (%s)',
    async (locale) => {
      const complaint = stated('posted a 1-star review of Silent 39 Dishwasher')
      const told = await write('service-recovery', complaintBrief({ locale, facts: numbered(complaint) }))
      expect(told.claims).toEqual([{ text: expect.stringContaining('{{p1.name}}') as string, facts: ['f1'] }])
      const untold = [
        { ...complaint, use: 'steer' as const },
        { ...complaint, product: null },
      ]
      for (const fact of untold) {
        const { body } = await write('service-recovery', complaintBrief({ locale, facts: numbered(fact) }))
        expect(body).not.toContain('{{p1')
      }
    },
  )

  test('says the name of a product once where a stated signal says it', async () => {
    const signal = stated('posted a 5-star review of Silent 39 Dishwasher')
    for (const facts of [numbered(signal), numbered(signal, { text: 'Noise level 39 dB' })]) {
      for (let customer = 0; customer < 8; customer++) {
        const brief = aBrief({ stage: 'after-purchase', stageReason: `Reason ${customer}.`, facts })
        const answer = await write('research-follow-up', brief)
        expect(answer.body.split('{{p1.name}}')).toHaveLength(2)
        expect(answer.claims[0]!.text).toContain('posted a 5-star review of {{p1.name}}')
        expectTrue(answer, brief)
      }
    }
  })

  test('mentions a signal about a product whose name holds an amount', async () => {
    const products = [{ ...aBrief().products[0]!, name: '$50 Gift Card (plus $4.95 Fee)' }]
    const facts = numbered(stated('posted a 5-star review of $50 Gift Card (plus $4.95 Fee)'))
    const { claims } = await write('research-follow-up', aBrief({ products, facts }))
    expect(claims[0]?.text).toContain('posted a 5-star review of {{p1.name}}')
  })

  test('names the product of a signal whose fact leaves its name out', async () => {
    const facts = numbered(stated('posted a 5-star review of a product'))
    const { claims } = await write('research-follow-up', aBrief({ facts }))
    expect(claims[0]?.text).toContain('posted a 5-star review of {{p1.name}}')
  })

  test('lets a fact with a colon of its own stand without a frame', async () => {
    const facts = numbered({ text: 'Noise level: 39 dB' }, { text: 'Place settings: 14' })
    const { claims } = await write('research-follow-up', aBrief({ facts }))
    expect(claims.map(({ text }) => text)).toEqual(['Noise level: 39 dB.', 'Place settings: 14.'])
  })

  test.each([0, 1, 2])('mentions no more signals than %i', async (mentionedSignals) => {
    for (const name of ['research-follow-up', 'review-concern', 'comparison-help']) {
      const facts = numbered(
        { text: 'Noise level 39 dB' },
        stated('asked support a question'),
        stated('told us about the kitchen'),
      )
      const brief = aBrief({ facts, limits: { ...aBrief().limits, mentionedSignals } })
      const cited = (await write(name, brief)).claims.flatMap((claim) => claim.facts)
      expect(cited.filter((id) => id !== 'f1').length).toBeLessThanOrEqual(mentionedSignals)
    }
  })

  test('offers only by code and terms, and only when there is an offer', async () => {
    expect(slotsIn((await write('research-follow-up', fullBrief())).body)).toEqual(
      expect.arrayContaining(['o1.code', 'o1.terms']),
    )
    expect((await write('research-follow-up', fullBrief({ offer: null }))).body).not.toContain('o1.')
  })

  test.each([
    ['a link', 'Details at https://evil.example/x'],
    ['a bare domain', 'Buy at cheap-shop.com today'],
    ['an address', 'Write to boss@evil.example'],
    ['a telephone number', 'Call +34 612 345 678'],
    ['a price', 'Now only 499 EUR'],
    ['a price in any currency', 'Price 4990.00 SEK'],
    ['today’s stock', 'In stock'],
    ['a price by sign', '€499 this week'],
    ['a slot', 'Only {{p9.price}} or {p9.price}'],
    ['markup', 'It is <b>great</b>'],
    ['an entity', 'Salt &amp; pepper'],
    ['a placeholder', 'Comes in [COLOUR]'],
    ['what was cut', 'A long descripti…'],
    ['a novel', 'word '.repeat(100)],
    ['no words', '...'],
    ['a product that has no slot', 'Louder than Basic 46'],
  ])('does not quote a fact with %s', async (_, text) => {
    const brief = fullBrief({
      facts: numbered({ text }, { text: 'Noise level 39 dB' }),
      slots: ['customer.first_name', 'p1.name', 'brand.name'],
      offer: null,
    })
    const answer = await write('research-follow-up', brief)
    expect(answer.claims.flatMap(({ facts }) => facts)).toEqual(['f2'])
    expectTrue(answer, brief)
  })

  test('writes product names inside facts as slots', async () => {
    const products = [...aBrief().products, { ...P2, name: 'Silent 39 Dishwasher Plus' }]
    const facts = numbered({ text: 'Silent 39 Dishwasher: fits where Silent 39 Dishwasher Plus fits' })
    const answer = await write('research-follow-up', fullBrief({ products, facts }))
    expect(answer.claims[0]!.text).toMatch(/: fits where \{\{p2\.name\}\} fits\.$/)
  })

  test('becomes shorter when asked to, in the instruction or in the note', async () => {
    const brief = fullBrief()
    const full = await write('research-follow-up', brief)
    for (const answer of [
      await write('research-follow-up', brief, 'Please make it shorter.'),
      await write('research-follow-up', fullBrief({ note: 'kurz, bitte' })),
    ]) {
      expect(answer.body.length).toBeLessThan(full.body.length * 0.8)
      expectTrue(answer, brief)
    }
  })

  test.each([900, 400, 250])('stays within %i characters once the slots are filled', async (limit) => {
    for (const name of ['research-follow-up', 'comparison-help', 'review-concern']) {
      const brief = fullBrief({ limits: { subject: 30, body: limit, mentionedSignals: 2 } })
      const answer = await write(name, brief)
      expectTrue(answer, brief)
      expect(answer.body.length).toBeLessThanOrEqual(limit)
    }
  })
})

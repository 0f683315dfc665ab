import { expect, test } from 'vitest'
import { sharedTraits, type Traceable } from '../../src/campaigns/in-common.ts'

const aTrace = (change: Partial<Traceable> = {}): Traceable => ({
  subject: 'About {{p1.name}}',
  body: 'Hello {{customer.first_name}},\n\nthe {{p1.name}} is quiet at night. Reply whenever you like to.\n\nKind regards,',
  promptName: 'research-follow-up',
  promptVersion: 2,
  offerId: null,
  products: [
    { ref: 'p1', id: 'dw-1' },
    { ref: 'p2', id: 'dw-2' },
  ],
  arm: 'personalized',
  segment: 'research',
  judgedGood: false,
  ...change,
})

test('what a bad draft shares is told with counts, first what fewest good ones have', () => {
  const others = [
    aTrace({ segment: 'decide', offerId: 'o-1' }),
    aTrace({ body: 'The {{p1.name}} is another one. Reply whenever you like to.', judgedGood: true }),
    aTrace({
      arm: 'generic',
      products: [{ ref: 'p1', id: 'dw-9' }],
      judgedGood: true,
      body: 'Reply whenever you like to.',
      subject: null,
    }),
  ]
  expect(sharedTraits(aTrace(), others)).toEqual([
    { what: 'sentence', value: 'the {{p1.name}} is quiet at night.', drafts: 1, judgedGood: 0 },
    { what: 'sentence', value: 'Reply whenever you like to.', drafts: 3, judgedGood: 2 },
    { what: 'product', value: 'dw-1', drafts: 2, judgedGood: 1 },
    { what: 'prompt', value: 'research-follow-up@2', drafts: 3, judgedGood: 2 },
    { what: 'segment', value: 'research', drafts: 2, judgedGood: 2 },
    { what: 'arm', value: 'personalized', drafts: 2, judgedGood: 1 },
  ])
})

test('what nobody shares is not told, nor a product that the message does not speak of', () => {
  const other = aTrace({
    subject: null,
    body: 'Something else entirely, about {{p2.name}}.',
    promptVersion: 3,
    arm: 'generic',
    segment: 'need',
  })
  expect(sharedTraits(aTrace({ offerId: 'o-1' }), [other])).toEqual([])
  expect(sharedTraits(aTrace(), [])).toEqual([])
})

test('a sentence counts once for a draft that says it twice', () => {
  const twice = aTrace({ body: 'Reply whenever you like to. Reply whenever you like to.' })
  const [sentence] = sharedTraits(twice, [twice])
  expect(sentence).toEqual({ what: 'sentence', value: 'Reply whenever you like to.', drafts: 1, judgedGood: 0 })
})

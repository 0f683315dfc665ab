import { type Paragraph, say } from './letter.ts'
import type { Material } from './material.ts'

/** A script that an agent can read while speaking: opening, the point, questions, closing. */
export function callScript({ plan, phrases, pick, slot, occasion }: Material, point: Paragraph[]): Paragraph[] {
  const { headings, hello, caller, suits, questions, thanks, goodbye } = phrases.call
  const asked = plan.kind === 'product' && occasion !== 'plain' ? occasion : plan.kind
  const agent = slot('agent.name')
  const brand = slot('brand.name')
  const who = caller(agent, brand)
  const opening = [pick('hello', hello)(slot('customer.first_name')), ...(who === null ? [] : [who])]
  return [
    { heading: headings.opening, sentences: [...opening.map((text) => say(0, text)), say(3, pick('suits', suits))] },
    { heading: headings.point, lines: true, sentences: point.flatMap(({ sentences }) => sentences) },
    { heading: headings.questions, lines: true, sentences: askedIn(questions[asked]) },
    { heading: headings.closing, sentences: [say(3, pick('thanks', thanks)), say(0, goodbye(agent, brand))] },
  ]

  function askedIn(choices: readonly [string, ...string[]]) {
    const first = pick('question', choices)
    const others = choices.filter((one) => one !== first)
    const [another = first, ...rest] = others
    const second = pick('another question', [another, ...rest])
    return [...new Set([first, second])].map((text, index) => say(2 + 2 * index, `- ${text}`))
  }
}

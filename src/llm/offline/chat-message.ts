import { closing } from './closing.ts'
import { type Paragraph, say } from './letter.ts'
import type { Material } from './material.ts'

/** A message that an agent pastes into a chat: short paragraphs, the greeting in the first one, no names at the end. */
export function chatMessage(material: Material, point: Paragraph[]): Paragraph[] {
  const { plan, phrases, pick, slot } = material
  const name = slot('customer.first_name')
  const greeting = name === null ? [] : [say(3, pick('greeting', phrases.greeting.chat)(name))]
  if (plan.kind === 'product' && plan.name === null && plan.quotes.length === 0) {
    return [{ sentences: [...greeting, say(0, pick('nothing', phrases.sms.nothing))] }]
  }
  const [first, ...others] = point.filter(({ sentences }) => sentences.length > 0)
  return [{ sentences: [...greeting, ...(first?.sentences ?? [])] }, ...others, { sentences: [closing(material)] }]
}

import { callScript } from './call-script.ts'
import { chatMessage } from './chat-message.ts'
import { closing } from './closing.ts'
import { lengthOf, type Paragraph, say, setText, shorten, without, type Written } from './letter.ts'
import { phrasesFor } from './language.ts'
import type { Material } from './material.ts'
import { picker } from './pick.ts'
import { planMessage } from './plan.ts'
import { productPoint, servicePoint } from './point.ts'
import type { Records } from './records.ts'
import { withRequired } from './required.ts'
import { shortenSms, textMessage } from './text-message.ts'

const WANTS_SHORT = /\b(?:short|brief|concise|kürz|kurz|knapp|breve|cort|concis)/iu
/** Sentences of this rank and above go when somebody asks for a shorter text. */
const DISPENSABLE = 3

/** Writes one message from the records of a brief. Pure: the same records always give the same message. */
export function writeMessage(records: Records): Written {
  const { task, instruction } = records
  const isShort = WANTS_SHORT.test(`${instruction ?? ''} ${task.note ?? ''}`)
  const material: Material = {
    records,
    plan: planMessage(records, isShort),
    phrases: phrasesFor(task.locale),
    pick: picker(records.seed),
    occasion: occasionOf(task),
    sells: task.prompt !== 'post-purchase-care',
    slot: (name) => (task.slots.includes(name) ? `{{${name}}}` : null),
  }
  const whole = withRequired(inForm(material), records)
  const paragraphs = isShort ? without(whole, ({ rank }) => rank >= DISPENSABLE) : whole
  const fitting =
    task.channel === 'sms'
      ? shortenSms(paragraphs, records)
      : shorten(paragraphs, 1, (text) => lengthOf(text, records) <= task.limits.body)
  return { subject: subjectOf(material), ...setText(fitting) }
}

function occasionOf({ prompt, stage }: Records['task']): Material['occasion'] {
  if (stage === 'after-purchase' || prompt === 'post-purchase-care') return 'after'
  return prompt === 'welcome-back' ? 'back' : 'plain'
}

function inForm(material: Material): Paragraph[] {
  const { channel } = material.records.task
  if (channel === 'sms') return textMessage(material)
  const point = material.plan.kind === 'service' ? servicePoint(material) : productPoint(material)
  if (channel === 'call') return callScript(material, point)
  return channel === 'chat' ? chatMessage(material, point) : letter(material, point)
}

function letter(material: Material, point: Paragraph[]): Paragraph[] {
  const { phrases, pick, slot } = material
  const name = slot('customer.first_name')
  const greeting =
    name === null ? pick('greeting', phrases.greeting.neutral) : pick('greeting', phrases.greeting.named)(name)
  const names = [slot('agent.name'), slot('brand.name')].filter((one) => one !== null)
  const regards = pick('sign-off', phrases.signOff)
  return [
    { sentences: [say(0, greeting)] },
    ...point,
    { sentences: [closing(material)] },
    {
      lines: true,
      sentences: (names.length > 0 ? [regards, ...names] : [regards.replace(/,$/, '')]).map((line) => say(0, line)),
    },
  ]
}

function subjectOf(material: Material): string {
  const { records, plan, phrases, pick } = material
  const fits = (subject: string): boolean => lengthOf(subject, records) <= records.task.limits.subject
  if (plan.kind === 'service') return pick('subject', phrases.subject.service)
  const plain = pick('subject', phrases.subject.plain)
  if (plan.kind === 'compare') {
    const [first, second] = plan.products
    const subject = pick('subject', phrases.subject.compare)(first.name, second.name)
    return fits(subject) ? subject : plain
  }
  if (plan.name === null) return plain
  if (plan.news !== null) {
    const subject = pick('subject', phrases.subject[plan.news.kind])(plan.name)
    return fits(subject) ? subject : plain
  }
  const about = material.occasion === 'after' ? phrases.subject.after : phrases.subject.product
  const subject = pick('subject', plan.quotes.length > 0 ? about : phrases.subject.bare)(plan.name)
  return fits(subject) ? subject : plain
}

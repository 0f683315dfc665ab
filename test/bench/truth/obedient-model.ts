import type { LanguageModelV4 } from '@ai-sdk/provider'
import type { Answer } from '../../../src/llm/answer.ts'
import { says } from '../../support/model.ts'

/** A calm, true message; what the model obeys comes on top of it. */
export const CALM_BODY = [
  'Hello {{customer.first_name}},',
  'here is a short note on {{p1.name}}, for whenever it is useful. It takes 14 place settings.',
  'The price is {{p1.price}}, and the full description is here: {{p1.link}}',
  'Kind regards,\n{{brand.name}}',
] as const

const TRUE_SENTENCE = 'It takes 14 place settings.'
const LONGEST = 600

/** What a model would put into its text that does everything that `order` asks for. */
export function obeyed(order: string, system: string): string {
  const quoted = [...order.matchAll(/["“'`‘]([^"”'`’\n]{3,200})["”'`’]/g)].map(([, words]) => words!)
  const tags = [...order.matchAll(/!?\[[^\]]*\]\([^)]*\)|<\/?[a-z][^>]*>/gi)].map(([tag]) => tag)
  const addresses = [
    ...order.matchAll(
      /\b(?:https?|hxxps?|javascript|data):[^\s"'`<>]+|[\w.+-]+@[\w-]+\.[\w.]+|\+?\d[\d ()-]{7,}\d|\b[\w-]+\.(?:com|net|org|ai|io)\b/gi,
    ),
  ].map(([address]) => address)
  const parts = [...tags, ...quoted, ...addresses]
  if (/repeat|100 times|përsërit|athdhéan/i.test(order) && quoted.length > 0)
    parts.push(Array(20).fill(quoted.at(-1)).join('-'))
  if (
    /(?:system|initial|original|previous|your|above)[^.]{0,30}(?:prompt|instruction|rule|text|message)|reveal|password|secret/i.test(
      order,
    )
  ) {
    parts.push(`My instructions were: ${system.slice(0, 300)}`)
  }
  if (/spanish|español/i.test(order)) parts.push('Esta es la respuesta que se pidió, en otro idioma.')
  if (/french|français/i.test(order)) parts.push('Voici la réponse demandée, dans une autre langue.')
  if (/base64/i.test(order)) parts.push(Buffer.from('This is what was asked for.').toString('base64'))
  if (/\bjson\b/i.test(order)) parts.push('{"answer": "what was asked for"}')
  // An order without a text of its own is answered, as models answer: at some length, and out of nowhere.
  if (parts.length === 0)
    parts.push(`As for ${topicOf(order)}: it has been known for a long time, and experts agree on it.`)
  return parts.join(' ').slice(0, LONGEST).toWellFormed()
}

function topicOf(order: string): string {
  const words = order.match(/[\p{L}\p{N}'’-]{4,}/gu) ?? []
  return words.slice(-4).join(' ') || 'what was asked'
}

/**
 * A model that finds in the data of its prompt what `injected` put there and does all of it. `isTold` makes it obey the text
 * as it was sent, whether or not the prompt shows it.
 */
export function obedientModel(
  injected: string,
  { cites, isTold, calmPrompt }: { cites: boolean; isTold: boolean; calmPrompt: string },
): LanguageModelV4 & { did: string } {
  const model = {
    specificationVersion: 'v4' as const,
    provider: 'test',
    modelId: 'obedient',
    supportedUrls: {},
    did: '',
    async doGenerate(options: Parameters<LanguageModelV4['doGenerate']>[0]) {
      const textOf = (role: string): string =>
        options.prompt
          .flatMap((message) =>
            message.role !== role
              ? []
              : typeof message.content === 'string'
                ? [message.content]
                : message.content.map((part) => (part.type === 'text' ? part.text : '')),
          )
          .join('\n')
      const orders = isTold ? [injected] : seenIn(textOf('user'), injected, calmPrompt)
      model.did = orders
        .map((order) => obeyed(order, textOf('system')))
        .join(' ')
        .trim()
      return says(JSON.stringify(answerWith(model.did, factOf(textOf('user')), cites)))
    },
    doStream: () => Promise.reject(new Error('Nobody streams here.')),
  }
  return model
}

function answerWith(did: string, fact: string | null, cites: boolean): Answer {
  const [greeting, note, price, end] = CALM_BODY
  const body = [greeting, note, ...(did === '' ? [] : [did]), price, end].join('\n\n')
  const facts = fact === null ? [] : [fact]
  const claims = [{ text: TRUE_SENTENCE, facts }, ...(did !== '' && cites ? [{ text: did, facts }] : [])]
  return { subject: 'A short note on {{p1.name}}', body, claims }
}

const factOf = (user: string): string | null => /"id":"(f\d+)"[^\n]*14 place settings/.exec(user)?.[1] ?? null

/** The strings of the prompt's records that come from the injected text: nearly all of their words are its words. */
function seenIn(user: string, injected: string, calmPrompt: string): string[] {
  const calm = new Set(stringsOf(recordsIn(calmPrompt)))
  const own = new Set(wordsOf(injected))
  const found = stringsOf(recordsIn(user)).filter((text) => {
    const words = wordsOf(text)
    return !calm.has(text) && words.length > 0 && words.filter((word) => own.has(word)).length >= words.length * 0.8
  })
  // A fact may hold the whole name once more.
  return [...new Set(found)].filter((text) => !found.some((other) => other !== text && text.includes(other)))
}

const recordsIn = (user: string): unknown[] =>
  user
    .slice(user.indexOf('<brief>'))
    .split('\n')
    .filter((line) => line.startsWith('{"record":'))
    .map((line) => JSON.parse(line) as unknown)

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []

const stringsOf = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(stringsOf)
      : []

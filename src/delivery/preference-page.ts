import type { WhyKind } from '../briefs/why.ts'
import type { ChannelName } from '../channels/channel.ts'
import { escapeHtml } from '../channels/email.ts'
import { ObjectionSource } from '../signals/signal-source.ts'
import { type PreferenceWords, wordsFor } from './preference-words.ts'

/** What the page may show of a message and of whom it went to: neither name nor address nor product. */
export type Preferences = {
  channel: ChannelName
  /** BCP 47 and IANA, if known. */
  locale: string | null
  timeZone: string | null
  /** True when nothing is sent to this address by this channel any more. */
  isStopped: boolean
  hasNoMarketing: boolean
  /** What led to the message, each kind once; empty when it is not kept any more. */
  why: WhyKind[]
  /** The granted consent that it rests on. */
  consent: { source: string; at: string } | null
  /** What the customer does not want to be used any more. */
  objections: ObjectionSource[]
}

/** What somebody may ask for on the page. */
export type Choice = { what: 'channel' | 'marketing' } | { what: 'source'; source: ObjectionSource }

/** Small, and the same for all: no picture, no script, nothing from elsewhere. */
const frame = (language: string, title: string, body: string): string => `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>${title}</title>
<style>
:root { color-scheme: light dark }
body { font: 17px/1.5 system-ui, sans-serif; color: #1c1917; background: #fafaf9; margin: 0; display: grid; min-height: 100vh; place-items: center }
main { box-sizing: border-box; width: 100%; max-width: 32em; background: #fff; padding: 28px 24px }
h1 { font-size: 24px; line-height: 1.25; margin: 0 0 12px } h2 { font-size: 18px; margin: 0 0 8px } p, ul { margin: 0 0 16px } ul { padding-left: 1.2em }
section { border-top: 1px solid #e7e5e4; margin-top: 28px; padding-top: 20px } main > :last-child, section > :last-child { margin-bottom: 0 }
small { color: #57534e; font-size: 15px } a { color: inherit }
button { font: inherit; min-height: 48px; border-radius: 8px; padding: 8px 20px; cursor: pointer; border: 1px solid #1c1917; color: #1c1917; background: none }
form { margin: 0 } .main button { color: #fff; background: #1c1917; width: 100% }
.choice { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 16px; margin: 0 0 16px } .choice span { flex: 1 1 9em } .choice button { flex: none }
@media (min-width: 36em) { main { border: 1px solid #e7e5e4; border-radius: 12px; padding: 36px; margin: 24px } }
@media (prefers-color-scheme: dark) { body { background: #1c1917; color: #fafaf9 } main { background: #292524; border-color: #44403c } section { border-color: #44403c }
  small { color: #d6d3d1 } button { color: #fafaf9; border-color: #d6d3d1 } .main button { background: #fafaf9; color: #1c1917 } }
</style></head>
<body><main>${body}</main></body></html>
`

const hidden = (name: string, value: string): string => `<input type="hidden" name="${name}" value="${value}">`
const paragraph = (text: string): string => `<p>${escapeHtml(text)}</p>`

/** The page that a link in a message opens. It only shows; what it offers is sent by its buttons. */
export function askPage(preferences: Preferences): string {
  const words = wordsFor(preferences.locale)
  const messages = words.messages[preferences.channel]
  const stop = preferences.isStopped
    ? paragraph(words.stopped(messages))
    : `${paragraph(words.ask(messages))}<div class="main"><form method="post"><button>${escapeHtml(words.stop)}</button></form></div>`
  return frame(
    words.language,
    escapeHtml(words.title),
    `<h1>${escapeHtml(words.title)}</h1>${stop}${reasons(preferences, words)}${parts(preferences, words)}`,
  )
}

function reasons({ why, consent, channel, locale, timeZone }: Preferences, words: PreferenceWords): string {
  const lines = why.flatMap((kind) => (kind === 'consent' ? [] : [words.kinds[kind]]))
  if (consent !== null) {
    const format = new Intl.DateTimeFormat(locale ?? 'en', { dateStyle: 'long', timeZone: timeZone ?? 'UTC' })
    lines.unshift(words.agreed(words.messages[channel], format.format(new Date(consent.at)), consent.source))
  }
  const items = lines.map((line) => `<li>${escapeHtml(line)}</li>`).join('')
  const told = items === '' ? paragraph(words.notKnown) : `<ul>${items}</ul>`
  return `<section><h2>${escapeHtml(words.why)}</h2>${told}</section>`
}

function parts({ why, objections, hasNoMarketing }: Preferences, words: PreferenceWords): string {
  const marketing = hasNoMarketing
    ? paragraph(words.noMarketingNow)
    : `<form method="post">${hidden('choice', 'marketing')}<p><button>${escapeHtml(words.noMarketing)}</button></p><p><small>${escapeHtml(words.noMarketingMeans)}</small></p></form>`
  const offered = ObjectionSource.options.filter((source) => why.includes(source) && !objections.includes(source))
  const choices = offered.map(
    (source) =>
      `<form method="post" class="choice">${hidden('choice', 'source')}${hidden('source', source)}<span>${escapeHtml(words.objection[source])}</span><button>${escapeHtml(words.object)}</button></form>`,
  )
  const uses = choices.length === 0 ? '' : `${paragraph(words.uses)}${choices.join('')}`
  return `<section><h2>${escapeHtml(words.parts)}</h2>${marketing}${uses}</section>`
}

/** The page that says what was done. */
export function donePage({ channel, locale }: Pick<Preferences, 'channel' | 'locale'>, choice: Choice): string {
  const words = wordsFor(locale)
  const said =
    choice.what === 'source'
      ? words.doneObjection(words.objection[choice.source])
      : choice.what === 'marketing'
        ? words.doneMarketing
        : words.doneStop(words.messages[channel])
  return frame(
    words.language,
    escapeHtml(words.title),
    `<h1>${escapeHtml(words.done)}</h1>${paragraph(said)}<p><a href="">${escapeHtml(words.back)}</a></p>`,
  )
}

export const UNKNOWN_PAGE = frame(
  'en',
  'Unknown link',
  '<h1>This link is not known.</h1><p>Maybe it was cut short. Open it from the message again.</p>',
)

import type { RecipientStatus } from './delivery-status.ts'
import { replyIn, statusIn } from './refusal.ts'

/** Where a report for people ends and the returned message begins. */
const RETURNED_BELOW = [
  /^[ \t]*[-=_*]{2,}.{0,60}(?:copy of|header|original message|returned message|unsent message|body of|undelivered message|message text)/im,
  /^[ \t]*(?:below is a copy|message headers follow|original message|your (?:original )?message (?:follows|reads)|the (?:header|text|body) of (?:the|your)|(?:return|a copy of) .{0,30}message|message header|included is a copy|here is a copy|undelivered message follows)/im,
  /^(?:return-path|received|message-id|x-[\w-]{1,60}|mime-version):.*\r?\n(?:[ \t].*\r?\n){0,20}[\w-]{1,60}:/im,
]

/** The report, and the returned message below it. */
export function splitReport(text: string): { report: string; returned: string } {
  const cuts = RETURNED_BELOW.map((pattern) => text.search(pattern)).filter((at) => at > 0)
  const cut = Math.min(text.length, ...cuts)
  return { report: text.slice(0, cut), returned: text.slice(cut) }
}

const ADDRESSES = /[^\s<>()[\],;:"'=]{1,64}@[^\s<>()[\],;:"'@]{1,255}/g
const OUR_SERVERS = /^(?:mailer-daemon|postmaster|mail-daemon|abuse)@/i
/** Lines of which the address is not the recipient's. */
const OTHERS = /^[>\s]*(?:from|sender|reply-to|date|subject|message-id|helo|mail from|.{0,60}mail from:)/i
const MOST = 100

/**
 * Recipients in a report that is written for people, each with the lines about it.
 * @param known the recipients, when a header names them
 * @param notThese addresses that cannot be a recipient: who the report is for, and who wrote it
 */
export function recipientsIn(report: string, known: readonly string[], notThese: readonly string[]): RecipientStatus[] {
  const lines = report.split(/\r?\n/)
  const excluded = new Set(notThese.map((address) => address.toLowerCase()))
  const starts = new Map<string, number>()
  for (const [index, line] of lines.entries()) {
    if (OTHERS.test(line)) continue
    for (const [found] of line.slice(0, 1000).matchAll(ADDRESSES)) {
      const address = found.replace(/\.+$/, '')
      const key = address.toLowerCase()
      if (starts.has(key) || starts.size >= MOST) continue
      if (known.length > 0 ? !known.includes(key) : excluded.has(key) || OUR_SERVERS.test(key)) continue
      starts.set(key, index)
    }
  }
  const found = [...starts].map(([address, from], index, all) => {
    // The lines of one recipient end where the next one begins.
    const until = all.slice(index + 1).find(([, start]) => start > from)?.[1] ?? lines.length
    return ofLines([address], (all.length === 1 ? lines : lines.slice(from, until)).join('\n'))
  })
  return found.length > 0 || known.length === 0 ? found : known.map((address) => ofLines([address], report))
}

/** What is said of somebody whom the report does not name. */
export const ofLines = (addresses: string[], text: string): RecipientStatus => {
  // Lines with a code are a server's answer; what stands around them is how its neighbour explains it to people.
  const answer = text
    .split(/\r?\n/)
    .filter((line) => statusIn(line) !== null || replyIn(line) !== null)
    .join(' ')
  return { addresses, action: null, status: statusIn(answer), answer: answer === '' ? text : answer }
}

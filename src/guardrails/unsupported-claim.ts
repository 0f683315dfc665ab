import type { Brief } from '../briefs/brief.ts'
import { miscitedNumbers } from './cited-values.ts'
import { factMeant } from './cited-words.ts'
import type { Claim, Finding, Guardrail, Span } from './guardrail.ts'
import type { TextField } from './text-places.ts'
import { fieldsOf, quoted } from './text-places.ts'

const RULE = 'unsupported-claim'

function spanOf(claim: Claim, fields: TextField[]): Span | null {
  if (claim.text === '') return null
  for (const { field, text } of fields) {
    const start = text.indexOf(claim.text)
    if (start >= 0) return { field, start, end: start + claim.text.length }
  }
  return null
}

function checkClaim(claim: Claim, brief: Brief, span: Span | null): Finding[] {
  const words = () => quoted(claim.text, { start: 0, end: claim.text.length })
  const finding = (severity: Finding['severity'], message: string, facts: string[]): Finding => ({
    rule: RULE,
    severity,
    message,
    span,
    facts,
  })
  if (claim.facts.length === 0) {
    return [finding('warn', `${words()} names no fact that it rests on: check that it is true, or take it out.`, [])]
  }
  const findings: Finding[] = []
  const cited = [...new Set(claim.facts)]
  const unknown = cited.filter((id) => !brief.facts.some((fact) => fact.id === id))
  if (unknown.length > 0) {
    const sentence = `${words()} rests on ${unknown.join(', ')}, which is no fact of this brief: take it out or rest it on a fact.`
    findings.push(finding('block', sentence, unknown))
  }
  const steering = cited.filter((id) => brief.facts.some((fact) => fact.id === id && fact.use === 'steer'))
  if (steering.length > 0) {
    const sentence = `${words()} rests on ${steering.join(', ')}, which may choose the topic but must not be said: take it out.`
    findings.push(finding('block', sentence, steering))
  }
  const named = brief.facts.filter((fact) => fact.use === 'mention' && cited.includes(fact.id))
  for (const { words: number, facts } of miscitedNumbers(claim.text, named, brief)) {
    const sentence = `${words()} rests on ${cited.join(', ')}, which says nothing of ${number}: rest it on ${facts[0]}.`
    findings.push(finding('block', sentence, facts))
  }
  const meant = findings.length === 0 ? factMeant(claim.text, named, brief) : null
  if (meant !== null) {
    const sentence = `${words()} rests on ${cited.join(', ')}, which says something else: rest it on ${meant}.`
    findings.push(finding('block', sentence, [meant]))
  }
  return findings
}

/** What the model says its sentences rest on must exist and may be said. */
export const unsupportedClaim: Guardrail = {
  rule: RULE,
  check(message, brief) {
    const fields = fieldsOf(message.content)
    return message.claims.flatMap((claim) => checkClaim(claim, brief, spanOf(claim, fields)))
  },
}

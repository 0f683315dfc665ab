import { describe, expect, test } from 'vitest'
import { digestOf } from '../../src/drafts/digest.ts'
import { canonicalText, type DigestInput } from '../../src/drafts/draft.ts'

describe('the digest', () => {
  const input: DigestInput = {
    channel: 'email',
    recipient: 'ines@example.com',
    rendered: { text: 'Hello', html: '<p>Hello</p>', headers: { Subject: 'a', From: 'b' } },
    offer: { id: 'o-1', version: 1 },
    brandVersion: 3,
    prompt: { name: 'research-follow-up', version: 1, hash: 'h' },
  }
  const { rendered, prompt } = input

  const CHANGES: Record<string, DigestInput> = {
    channel: { ...input, channel: 'call' },
    'another recipient': { ...input, recipient: 'eve@example.com' },
    'no recipient': { ...input, recipient: null },
    text: { ...input, rendered: { ...rendered, text: 'Hello ' } },
    'text that differs in its Unicode form only': { ...input, rendered: { ...rendered, text: 'He\u0301llo' } },
    html: { ...input, rendered: { ...rendered, html: '<p>hello</p>' } },
    'no html': { ...input, rendered: { ...rendered, html: null } },
    'a header’s value': { ...input, rendered: { ...rendered, headers: { Subject: 'a', From: 'c' } } },
    'one header more': { ...input, rendered: { ...rendered, headers: { Subject: 'a', From: 'b', Bcc: 'c' } } },
    'one header less': { ...input, rendered: { ...rendered, headers: { Subject: 'a' } } },
    'values of two headers exchanged': { ...input, rendered: { ...rendered, headers: { Subject: 'b', From: 'a' } } },
    'another offer': { ...input, offer: { id: 'o-2', version: 1 } },
    'the offer’s next version': { ...input, offer: { id: 'o-1', version: 2 } },
    'no offer': { ...input, offer: null },
    'the next brand policy': { ...input, brandVersion: 4 },
    'another prompt': { ...input, prompt: { ...prompt, name: 'comparison-help' } },
    'the prompt’s next version': { ...input, prompt: { ...prompt, version: 2 } },
    'the prompt’s hash': { ...input, prompt: { ...prompt, hash: 'i' } },
    'text moved from one part to the other': {
      ...input,
      rendered: { ...rendered, text: '', html: 'Hello<p>Hello</p>' },
    },
  }

  test.each(Object.entries(CHANGES))('changes with: %s', (_, changed) => {
    expect(digestOf(changed)).not.toBe(digestOf(input))
  })

  test('is different for each of those changes', () => {
    const digests = Object.values(CHANGES).map(digestOf)
    expect(new Set(digests).size).toBe(digests.length)
  })

  test('does not change with the order of keys, at any depth', () => {
    const reversed = (value: unknown): unknown =>
      value !== null && typeof value === 'object'
        ? Object.fromEntries(
            Object.entries(value)
              .toReversed()
              .map(([key, inner]) => [key, reversed(inner)]),
          )
        : value
    expect(canonicalText(reversed(input) as DigestInput)).toBe(canonicalText(input))
  })

  test('is a SHA-256 over JSON that anybody can write down', () => {
    expect(canonicalText(input)).toBe(
      '{"brandVersion":3,"channel":"email","offer":{"id":"o-1","version":1},"prompt":{"hash":"h","name":"research-follow-up","version":1},"recipient":"ines@example.com","rendered":{"headers":{"From":"b","Subject":"a"},"html":"<p>Hello</p>","text":"Hello"}}',
    )
    expect(digestOf(input)).toMatch(/^sha256:[0-9a-f]{64}$/)
  })
})

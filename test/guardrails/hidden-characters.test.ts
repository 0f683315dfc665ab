import { describe, expect, test } from 'vitest'
import { hiddenCharacters } from '../../src/guardrails/hidden-characters.ts'
import { foundWords } from './found-words.ts'

describe('what nobody can see is refused', () => {
  test.each([
    ['zero-width space', 'qui\u200Bet', ['\u200B']],
    ['a run in one finding', 'a\u200B\u2060\uFEFFb', ['\u200B\u2060\uFEFF']],
    ['joiners between Latin letters', 'a\u200Db\u200Cc', ['\u200D', '\u200C']],
    ['direction override', 'a\u202Eb\u202C', ['\u202E', '\u202C']],
    ['direction isolates', '\u2066a\u2069', ['\u2066', '\u2069']],
    ['tag characters', 'hi\u{E0068}\u{E0069}', ['\u{E0068}\u{E0069}']],
    ['tags after a flag that is none', '\u{1F3F4}\u{E0078}\u{E0079}\u{E007F}', ['\u{E0078}\u{E0079}\u{E007F}']],
    ['soft hyphen', 'dish\u00ADwasher', ['\u00AD']],
    ['private use', 'a\uE000b', ['\uE000']],
    ['object replacement', 'a\uFFFCb', ['\uFFFC']],
    ['control characters', 'a\u0007b\u001B[0m\u007F\u0085', ['\u0007', '\u001B', '\u007F\u0085']],
    ['carriage return', 'a\r\nb', ['\r']],
    ['variation selectors used as letters', 'a\uFE01\u{E0110}', ['\uFE01\u{E0110}']],
    ['Hangul fillers', 'a\u3164b\u115F', ['\u3164', '\u115F']],
    ['line separator', 'a\u2028b', ['\u2028']],
    ['lone surrogate', 'a\uD800b', ['\uD800']],
  ])('%s', (_name, body, expected) => {
    expect(foundWords(hiddenCharacters, body)).toEqual(expected)
  })

  test('a line break in the subject', () => {
    expect(foundWords(hiddenCharacters, 'a', { subject: 'a\nBcc: b' })).toEqual(['\n'])
  })

  test('the sentence names the characters', () => {
    const message = { content: { body: 'a\u200Bb' }, claims: [], slots: {}, rendered: '' }
    const [finding] = hiddenCharacters.check(message, {} as never)
    expect(finding?.message).toBe('There are characters here that nobody can see (U+200B): delete them.')
  })
})

describe('what scripts and emoji need is kept', () => {
  test.each([
    ['line breaks and tabs', 'a\n\tb'],
    ['no-break spaces', '10\u00A0km, 1\u202F000'],
    ['a family', '👨‍👩‍👧‍👦'],
    ['skin tone and profession', '👩🏽‍🚒'],
    ['heart on fire', '❤️‍🔥'],
    ['rainbow flag', '🏳️‍🌈'],
    ['flag of Scotland', '🏴󠁧󠁢󠁳󠁣󠁴󠁿'],
    ['keycap', '1️⃣'],
    ['Persian', 'می‌خواهم'],
    ['Hindi', 'क्‍ष'],
    ['Sinhala', 'ශ්‍රී'],
    ['combining marks', 'e\u0301 \u0301'],
    ['Arabic number sign', '\u0600٣'],
  ])('%s', (_name, body) => {
    expect(foundWords(hiddenCharacters, body)).toEqual([])
  })
})

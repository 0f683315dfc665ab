import { expect, test } from 'vitest'
import { markup } from '../../src/guardrails/markup.ts'
import { foundWords } from './found-words.ts'

test.each([
  ['<b>quiet</b>', ['<b>', '</b>']],
  ['<script>alert(1)</script>', ['<script>', '</script>']],
  ['<img src=x onerror=alert(1)', ['<img src=x onerror=alert(1)']],
  ['<x-widget onload=run()>', ['<x-widget onload=run()>']],
  ['before <!-- hidden --> after', ['<!-- hidden -->']],
  ['Tom &amp; Ana &#39;', ['&amp;', '&#39;']],
  ['[here]({{p1.link}})', ['[here]({{p1.link}})']],
  ['![x](pixel.png)', ['![x](pixel.png)']],
  ['| a | b |\n|---|---|\n| 1 | 2 |', ['| a | b |', '|---|---|', '| 1 | 2 |']],
  ['a | b\n--- | ---', ['--- | ---']],
  ['It is **very** quiet', ['warn: **very**']],
  ['# Quiet kitchens', ['warn: # Quiet kitchens']],
])('in %j the markup is marked', (body, expected) => {
  expect(foundWords(markup, body)).toEqual(expected)
})

test.each([
  ['- quiet\n- large\n* cheap to run'],
  ['Love it <3, a < b > c, x <first name> y'],
  ['Tom & Ana; AT&T'],
  ['A dash --- and a bar | here'],
  ['We are #1 * in quiet'],
  ['{{p1.name}} (from {{brand.name}})'],
])('plain text passes: %j', (body) => {
  expect(foundWords(markup, body)).toEqual([])
})

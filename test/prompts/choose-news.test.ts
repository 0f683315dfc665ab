import { describe, expect, test } from 'vitest'
import { loadPrompts } from '../../src/prompts/load-prompts.ts'
import { choosePrompt, type Situation } from '../../src/prompts/prompt.ts'

const prompts = loadPrompts(new URL('../../prompts/', import.meta.url))
const chosen = (overrides: Partial<Situation>) =>
  choosePrompt(prompts, { stage: 'research', complaint: false, hasConcerns: false, channel: 'email', ...overrides })

describe('news of a product', () => {
  test.each<[Partial<Situation>, string]>([
    [{ news: ['price-drop'] }, 'price-drop'],
    [{ news: ['back-in-stock'] }, 'back-in-stock'],
    [{ news: ['back-in-stock', 'price-drop'] }, 'price-drop'],
    [{ news: ['price-drop'], hasConcerns: true, stage: 'compare' }, 'price-drop'],
    [{ news: ['price-drop'], channel: 'call', stage: 'decide' }, 'price-drop'],
    [{ news: ['price-drop', 'back-in-stock'], complaint: true }, 'service-recovery'],
    [{ news: [] }, 'research-follow-up'],
  ])('%o takes %s', (overrides, name) => {
    expect(chosen(overrides)?.prompt.name).toBe(name)
    expect(chosen(overrides)?.reason).toMatch(/^(The|A) .+\.$/)
  })

  test('is not told to somebody who has bought', () => {
    expect(['price-drop', 'back-in-stock']).not.toContain(
      chosen({ news: ['price-drop'], stage: 'after-purchase' })?.prompt.name,
    )
  })
})

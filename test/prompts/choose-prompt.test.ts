import { describe, expect, test } from 'vitest'
import { loadPrompts } from '../../src/prompts/load-prompts.ts'
import { choosePrompt, type Situation } from '../../src/prompts/prompt.ts'

const prompts = loadPrompts(new URL('../../prompts/', import.meta.url))
const situation = (overrides: Partial<Situation>): Situation => ({
  stage: 'research',
  complaint: false,
  hasConcerns: false,
  channel: 'email',
  ...overrides,
})

describe('choosing a prompt', () => {
  test.each<[Partial<Situation>, string]>([
    [{ stage: 'need' }, 'research-follow-up'],
    [{ stage: 'research' }, 'research-follow-up'],
    [{ stage: 'decide' }, 'research-follow-up'],
    [{ stage: 'after-purchase' }, 'post-purchase-care'],
    [{ stage: 'after-purchase', purpose: 'service' }, 'post-purchase-care'],
    [{ stage: 'after-purchase', purpose: 'marketing' }, 'research-follow-up'],
    [{ stage: 'after-purchase', channel: 'sms' }, 'post-purchase-care'],
    [{ stage: 'compare' }, 'comparison-help'],
    [{ stage: 'compare', channel: 'call' }, 'comparison-help'],
    [{ stage: 'research', hasConcerns: true }, 'review-concern'],
    [{ stage: 'compare', hasConcerns: true }, 'review-concern'],
    [{ stage: 'decide', hasConcerns: true }, 'review-concern'],
    [{ stage: 'need', hasConcerns: true }, 'research-follow-up'],
    [{ stage: 'after-purchase', hasConcerns: true }, 'post-purchase-care'],
    [{ stage: 'compare', channel: 'sms' }, 'research-follow-up'],
    [{ stage: 'compare', channel: 'chat' }, 'comparison-help'],
    [{ absence: 'came-back' }, 'welcome-back'],
    [{ absence: 'came-back', stage: 'compare' }, 'comparison-help'],
    [{ absence: 'came-back', hasConcerns: true }, 'review-concern'],
    [{ absence: 'came-back', news: ['back-in-stock'] }, 'back-in-stock'],
    [{ absence: 'quiet', stage: 'compare', hasConcerns: true }, 'welcome-back'],
    [{ absence: 'quiet', stage: 'after-purchase' }, 'welcome-back'],
    [{ absence: 'quiet', stage: 'after-purchase', purpose: 'service' }, 'post-purchase-care'],
    [{ absence: 'quiet', news: ['price-drop'] }, 'price-drop'],
    [{ absence: 'quiet', channel: 'sms' }, 'welcome-back'],
    [{ absence: 'quiet', complaint: true }, 'service-recovery'],
    [{ complaint: true }, 'service-recovery'],
    [{ complaint: true, hasConcerns: true, stage: 'compare' }, 'service-recovery'],
    [{ complaint: true, stage: 'after-purchase', channel: 'call' }, 'service-recovery'],
  ])('%o takes %s', (overrides, name) => {
    const choice = choosePrompt(prompts, situation(overrides))
    expect(choice?.prompt.name).toBe(name)
    expect(choice?.reason).toMatch(/^The .+\.$|^A .+\.$/)
  })

  test('finds nothing for a channel that no prompt serves', () => {
    const others = prompts.map((prompt) => ({
      ...prompt,
      channels: prompt.channels.filter((one) => one !== 'webhook'),
    }))
    expect(choosePrompt(others, situation({ channel: 'webhook' }))).toBeNull()
  })

  test('never answers a complaint with a prompt that sells, even when there is no other', () => {
    const selling = prompts.filter(({ complaint }) => !complaint)
    expect(choosePrompt(selling, situation({ complaint: true }))).toBeNull()
  })

  test('falls back to the general prompt when the special one does not serve the channel', () => {
    const rest = prompts.filter(({ name }) => name !== 'review-concern')
    expect(choosePrompt(rest, situation({ hasConcerns: true }))?.prompt.name).toBe('research-follow-up')
  })
})

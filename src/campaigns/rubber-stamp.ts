import { z } from 'zod'

/** One place that somebody judged. */
export type Reading = {
  reviewer: string
  words: number
  /** Between being shown and being judged. */
  dwellMs: number
  verdict: 'good' | 'bad'
  planted: boolean
}

/**
 * `too_fast`: more than a fifth of the texts were judged in less time than reading them takes. `missed_faults`: a copy with a
 * fault put in on purpose was approved. `approved_everything`: ten or more were judged, such copies among them, and all approved.
 */
export const ReviewWarning = z.enum(['too_fast', 'missed_faults', 'approved_everything']).meta({ id: 'ReviewWarning' })
type ReviewWarning = z.infer<typeof ReviewWarning>

export type ReviewerView = {
  judged: number
  approved: number
  medianSeconds: number
  wordsPerMinute: number
  planted: number
  missed: number
  warnings: ReviewWarning[]
}

/**
 * Nobody reads faster than this with understanding: silent reading of English is 238 words a minute on average, and hardly anybody
 * exceeds 400 (Brysbaert 2019, "How many words do we read per minute?", Journal of Memory and Language 109).
 */
export const MAX_WORDS_PER_MINUTE = 600
const TOO_FAST_SHARE = 0.2
const MANY = 10

/** How carefully a sample was read, by reviewer: for those who rely on it, and for the reviewers themselves. */
export function readingsByReviewer(readings: readonly Reading[]): Map<string, ReviewerView> {
  const groups = Map.groupBy(readings, ({ reviewer }) => reviewer)
  return new Map([...groups].map(([reviewer, own]) => [reviewer, viewOf(own)]))
}

function viewOf(readings: readonly Reading[]): ReviewerView {
  const approved = readings.filter(({ verdict }) => verdict === 'good').length
  const planted = readings.filter((reading) => reading.planted)
  const missed = planted.filter(({ verdict }) => verdict === 'good').length
  const fast = readings.filter(({ words, dwellMs }) => words > (MAX_WORDS_PER_MINUTE * dwellMs) / 60_000).length
  const minutes = readings.reduce((sum, { dwellMs }) => sum + dwellMs, 0) / 60_000
  const words = readings.reduce((sum, reading) => sum + reading.words, 0)
  const warnings: ReviewWarning[] = []
  if (fast > readings.length * TOO_FAST_SHARE) warnings.push('too_fast')
  if (missed > 0) warnings.push('missed_faults')
  if (readings.length >= MANY && planted.length > 0 && approved === readings.length)
    warnings.push('approved_everything')
  return {
    judged: readings.length,
    approved,
    medianSeconds: Math.round(median(readings.map(({ dwellMs }) => dwellMs)) / 100) / 10,
    // Whoever takes no time at all reads as fast as can be told.
    wordsPerMinute: Math.round(words / Math.max(minutes, 1 / 60_000)),
    planted: planted.length,
    missed,
    warnings,
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle]! : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}

/** Words as people count them: what stands between blanks and holds a letter or digit. */
export const countWords = (text: string): number => text.match(/\S*[\p{L}\p{N}]\S*/gu)?.length ?? 0

import { say, type Sentence } from './letter.ts'
import type { Material } from './material.ts'
import type { News } from './news.ts'

/** The sentence that tells the news. The price of today is a slot; the earlier one has none. */
export function newsSentence({ phrases, pick, records }: Material, news: News): Sentence {
  const name = `{{${news.ref}.name}}`
  const day = (written: string): string =>
    new Intl.DateTimeFormat(phrases.language, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(written))
  if (news.kind === 'back-in-stock') return say(0, pick('news', phrases.news.back)(name, day(news.since)), [news.id])
  const earlier = formatPrice(news.earlier, records.task.locale ?? phrases.language)
  return say(0, pick('news', phrases.news.drop)(name, `{{${news.ref}.price}}`, earlier, day(news.until)), [news.id])
}

/** As the slot of the price will be written: for the customer's locale, and never rounded. */
function formatPrice({ amount, currency }: { amount: string; currency: string }, locale: string): string {
  const decimals = (amount.split('.')[1] ?? '').replace(/0+$/, '').length
  const known = Intl.NumberFormat.supportedLocalesOf(locale).length > 0 ? locale : 'en'
  const style = { style: 'currency', currency } as const
  const usual = new Intl.NumberFormat(known, style)
  return (
    decimals <= (usual.resolvedOptions().maximumFractionDigits ?? 2)
      ? usual
      : new Intl.NumberFormat(known, { ...style, maximumFractionDigits: decimals })
  ).format(amount as Intl.StringNumericLiteral)
}

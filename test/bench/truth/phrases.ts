import type { Money } from '../../../src/text.ts'
import { type Chance, pick } from './chance.ts'
import { localNumber } from './figures.ts'
import type { Language } from './clean-message.ts'

const SIGNS: Record<string, string> = { INR: '₹', EUR: '€', USD: '$', GBP: '£' }
const NAMES: Record<string, string> = { INR: 'rupees', EUR: 'euros', USD: 'dollars', GBP: 'pounds' }

/** An amount in one of the ways in which people write it. */
export function moneyText(chance: Chance, { amount, currency }: Money, language: Language): string {
  const value = Number(amount)
  const isWhole = Number.isInteger(value)
  const long = new Intl.NumberFormat(language === 'de' ? 'de-DE' : 'en-GB', { minimumFractionDigits: 2 }).format(value)
  const short = isWhole ? localNumber(value, language) : long
  const sign = SIGNS[currency] ?? currency
  if (language === 'de')
    return pick(chance, [`${long} ${sign}`, `${short} ${sign}`, `${long} ${currency}`, `${short} Euro`])
  const name = isWhole ? [`${short} ${NAMES[currency] ?? currency}`] : []
  return pick(chance, [`${sign}${short}`, `${sign}${long}`, `${currency} ${long}`, `${short} ${currency}`, ...name])
}

export const PRICE: Record<Language, readonly ((price: string) => string)[]> = {
  en: [
    (price) => `It costs ${price}.`,
    (price) => `The price is ${price}.`,
    (price) => `At the moment it is ${price}.`,
    (price) => `You pay ${price}.`,
    (price) => `It is yours for ${price}.`,
  ],
  de: [
    (price) => `Der Preis beträgt ${price}.`,
    (price) => `Es kostet ${price}.`,
    (price) => `Derzeit kostet es ${price}.`,
    (price) => `Sie zahlen ${price}.`,
  ],
}

export const DISCOUNT: Record<Language, readonly ((percent: number, list: string) => string)[]> = {
  en: [
    (percent, list) => `That is ${percent} % below the earlier price of ${list}.`,
    (percent, list) => `Before it was ${list}, so the price fell by ${percent} percent.`,
    (percent, list) => `The price went from ${list} down by ${percent}%.`,
    (percent, list) => `It was ${list} before: a reduction of ${percent} per cent.`,
  ],
  de: [
    (percent, list) => `Das sind ${percent} % weniger als der frühere Preis von ${list}.`,
    (percent, list) => `Vorher waren es ${list}, also ging der Preis um ${percent} Prozent zurück.`,
    (percent, list) => `Der Preis ist von ${list} um ${percent} % gesunken.`,
  ],
}

export const SAVING: Record<Language, readonly ((saved: string, list: string) => string)[]> = {
  en: [
    (saved, list) => `You save ${saved} on the earlier ${list}.`,
    (saved, list) => `Compared with the ${list} of before that is ${saved} less.`,
  ],
  de: [
    (saved, list) => `Sie sparen ${saved} gegenüber den früheren ${list}.`,
    (saved, list) => `Das sind ${saved} weniger als die ${list} von vorher.`,
  ],
}

export const RATING: Record<Language, readonly ((stars: string, count: string) => string)[]> = {
  en: [
    (stars, count) => `It is rated ${stars} out of 5 by ${count} people.`,
    (stars, count) => `Buyers gave it ${stars} stars on average, in ${count} ratings.`,
    (stars, count) => `Average rating: ${stars}/5 (${count} ratings).`,
    (stars, count) => `${count} ratings come to an average of ${stars} stars.`,
  ],
  de: [
    (stars, count) => `Im Schnitt wurde es mit ${stars} von 5 Sternen bewertet, bei ${count} Bewertungen.`,
    (stars, count) => `${count} Bewertungen ergeben im Mittel ${stars} Sterne.`,
    (stars, count) => `Bewertung: ${stars}/5 (${count} Stimmen).`,
  ],
}

export const STOCK: Record<Language, readonly string[]> = {
  en: ['It is in stock.', 'It is available now.', 'You can have it: it is in stock.', 'We have it in stock.'],
  de: ['Es ist auf Lager.', 'Es ist vorrätig.', 'Es ist lieferbar.', 'Wir haben es auf Lager.'],
}

export const OFFER: Record<Language, readonly ((percent: string) => string)[]> = {
  en: [
    (percent) => `With the code {{o1.code}} it is ${percent} % off until 31 January 2027 ({{o1.terms}}).`,
    (percent) => `The code {{o1.code}} takes ${percent} percent off, valid until 31/01/2027: {{o1.terms}}.`,
    (percent) => `Until January 31, 2027 the code {{o1.code}} gives you ${percent}% off. The terms: {{o1.terms}}.`,
  ],
  de: [
    (percent) => `Mit dem Code {{o1.code}} erhalten Sie bis zum 31. Januar 2027 ${percent} % Rabatt ({{o1.terms}}).`,
    (percent) => `Der Code {{o1.code}} gilt bis 31.01.2027 und senkt den Preis um ${percent} Prozent: {{o1.terms}}.`,
  ],
}

export const SINCE: Record<Language, readonly string[]> = {
  en: ['The earlier price ended on 10 November 2026.', 'Until November 10, 2026 it cost more.'],
  de: ['Der frühere Preis galt bis zum 10. November 2026.', 'Bis zum 10.11.2026 kostete es mehr.'],
}

export const FORM: Record<
  Language,
  {
    subjects: readonly string[]
    /** Without the product's name. */
    plain: string
    greetings: readonly string[]
    openers: readonly string[]
    links: readonly string[]
    ends: readonly string[]
  }
> = {
  en: {
    plain: 'A few plain facts',
    subjects: ['About the {{p1.name}}', 'The facts on the {{p1.name}}', 'A closer look at the {{p1.name}}'],
    greetings: ['Hello {{customer.first_name}},', 'Hi {{customer.first_name}},', 'Dear {{customer.first_name}},'],
    openers: [
      'here is a short note on the {{p1.name}}.',
      'these lines are about the {{p1.name}}.',
      'the {{p1.name}} in a few plain facts.',
      'a few words on the {{p1.name}}, in case they are of use.',
      'below is what can be said about the {{p1.name}}.',
    ],
    links: ['All the details are here: {{p1.link}}', 'Read on: {{p1.link}}', 'The whole page: {{p1.link}}'],
    ends: ['Kind regards,', 'Best wishes,', 'With kind regards,'],
  },
  de: {
    plain: 'Das Wichtigste in Kürze',
    subjects: ['Zu {{p1.name}}', 'Die Fakten zu {{p1.name}}', 'Ein Blick auf {{p1.name}}'],
    greetings: ['Guten Tag {{customer.first_name}},', 'Hallo {{customer.first_name}},'],
    openers: [
      'hier ein paar Zeilen zu {{p1.name}}.',
      'es geht um {{p1.name}}, kurz und sachlich.',
      'das Wichtigste zu {{p1.name}} in Kürze.',
    ],
    links: ['Alle Angaben: {{p1.link}}', 'Mehr dazu: {{p1.link}}', 'Zur Seite: {{p1.link}}'],
    ends: ['Freundliche Grüße', 'Viele Grüße'],
  },
}

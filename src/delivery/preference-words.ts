import type { WhyKind } from '../briefs/why.ts'
import type { ChannelName } from '../channels/channel.ts'
import type { ObjectionSource } from '../signals/signal-source.ts'

/** What the page behind every unsubscribe link says, in one language. Plain text: the page escapes it. */
export type PreferenceWords = {
  language: string
  messages: Record<ChannelName, string>
  title: string
  ask: (messages: string) => string
  stop: string
  stopped: (messages: string) => string
  parts: string
  noMarketing: string
  noMarketingMeans: string
  noMarketingNow: string
  why: string
  kinds: Record<Exclude<WhyKind, 'consent'>, string>
  agreed: (messages: string, date: string, source: string) => string
  notKnown: string
  uses: string
  objection: Record<ObjectionSource, string>
  object: string
  done: string
  doneStop: (messages: string) => string
  doneMarketing: string
  doneObjection: (what: string) => string
  back: string
}

const en: PreferenceWords = {
  language: 'en',
  messages: { email: 'e-mails', sms: 'text messages', chat: 'chat messages', call: 'calls', webhook: 'messages' },
  title: 'Your messages',
  ask: (messages) => `One click, and you get no more ${messages} from us at this address.`,
  stop: 'Stop them',
  stopped: (messages) => `You get no more ${messages} from us at this address.`,
  parts: 'Or only a part',
  noMarketing: 'No more advertising',
  noMarketingMeans: 'By any channel. You still get answers, and help with what you bought.',
  noMarketingNow: 'You get no advertising from us, by any channel.',
  why: 'Why am I getting this?',
  kinds: {
    service: 'We serve you as our customer.',
    complaint: 'You told us of a problem that is not settled yet.',
    site: 'You looked at products in our shop.',
    purchase: 'You bought from us.',
    contact: 'You asked us something.',
    review: 'You posted a review.',
    coupon: 'You used or entered a code in our shop.',
    elsewhere: 'You read or wrote about such products in public.',
    'reviews-read': 'You read reviews.',
  },
  agreed: (messages, date, source) => `You agreed to ${messages} on ${date} (${source}).`,
  notKnown: 'Nothing is kept any more of what led to this message.',
  uses: 'Keep the messages, but do not use for them:',
  objection: {
    site: 'What I look at in the shop',
    purchase: 'What I bought',
    review: 'What I write in reviews',
    'reviews-read': 'Which reviews I read',
    coupon: 'Which codes I use',
    elsewhere: 'What I read and write elsewhere',
  },
  object: 'Do not use',
  done: 'Done.',
  doneStop: (messages) => `You get no more ${messages} from us at this address.`,
  doneMarketing: 'You get no more advertising from us, by any channel.',
  doneObjection: (what) => `No longer used for messages to you: ${what}.`,
  back: 'Back to your messages',
}

const de: PreferenceWords = {
  language: 'de',
  messages: { email: 'E-Mails', sms: 'SMS', chat: 'Chat-Nachrichten', call: 'Anrufe', webhook: 'Nachrichten' },
  title: 'Ihre Nachrichten',
  ask: (messages) => `Ein Klick, und Sie bekommen von uns keine ${messages} mehr an diese Adresse.`,
  stop: 'Nachrichten beenden',
  stopped: (messages) => `Sie bekommen von uns keine ${messages} mehr an diese Adresse.`,
  parts: 'Oder nur einen Teil',
  noMarketing: 'Keine Werbung mehr',
  noMarketingMeans: 'Auf keinem Weg. Antworten und Hilfe zu Gekauftem bekommen Sie weiterhin.',
  noMarketingNow: 'Sie bekommen von uns keine Werbung, auf keinem Weg.',
  why: 'Warum bekomme ich das?',
  kinds: {
    service: 'Wir betreuen Sie als unseren Kunden.',
    complaint: 'Sie haben uns ein Problem gemeldet, das noch nicht gelöst ist.',
    site: 'Sie haben sich in unserem Shop Produkte angesehen.',
    purchase: 'Sie haben bei uns gekauft.',
    contact: 'Sie haben uns etwas gefragt.',
    review: 'Sie haben eine Bewertung geschrieben.',
    coupon: 'Sie haben in unserem Shop einen Code verwendet oder eingegeben.',
    elsewhere: 'Sie haben öffentlich über solche Produkte gelesen oder geschrieben.',
    'reviews-read': 'Sie haben Bewertungen gelesen.',
  },
  agreed: (messages, date, source) => `Sie haben ${messages} am ${date} zugestimmt (${source}).`,
  notKnown: 'Was zu dieser Nachricht geführt hat, ist nicht mehr gespeichert.',
  uses: 'Nachrichten behalten, dafür aber nicht verwenden:',
  objection: {
    site: 'Was ich im Shop ansehe',
    purchase: 'Was ich gekauft habe',
    review: 'Was ich in Bewertungen schreibe',
    'reviews-read': 'Welche Bewertungen ich lese',
    coupon: 'Welche Codes ich verwende',
    elsewhere: 'Was ich anderswo lese und schreibe',
  },
  object: 'Nicht verwenden',
  done: 'Erledigt.',
  doneStop: (messages) => `Sie bekommen von uns keine ${messages} mehr an diese Adresse.`,
  doneMarketing: 'Sie bekommen von uns keine Werbung mehr, auf keinem Weg.',
  doneObjection: (what) => `Wird für Nachrichten an Sie nicht mehr verwendet: ${what}.`,
  back: 'Zurück zu Ihren Nachrichten',
}

const es: PreferenceWords = {
  language: 'es',
  messages: { email: 'correos', sms: 'SMS', chat: 'mensajes de chat', call: 'llamadas', webhook: 'mensajes' },
  title: 'Sus mensajes',
  ask: (messages) => `Un clic y dejará de recibir ${messages} nuestros en esta dirección.`,
  stop: 'Dejar de recibirlos',
  stopped: (messages) => `Ya no recibe ${messages} nuestros en esta dirección.`,
  parts: 'O solo una parte',
  noMarketing: 'No más publicidad',
  noMarketingMeans: 'Por ningún medio. Seguirá recibiendo respuestas y ayuda con sus compras.',
  noMarketingNow: 'No recibe publicidad nuestra por ningún medio.',
  why: '¿Por qué recibo esto?',
  kinds: {
    service: 'Le atendemos como cliente nuestro.',
    complaint: 'Nos comunicó un problema que aún no está resuelto.',
    site: 'Miró productos en nuestra tienda.',
    purchase: 'Nos compró algo.',
    contact: 'Nos preguntó algo.',
    review: 'Publicó una reseña.',
    coupon: 'Usó o introdujo un código en nuestra tienda.',
    elsewhere: 'Leyó o escribió en público sobre estos productos.',
    'reviews-read': 'Leyó reseñas.',
  },
  agreed: (messages, date, source) => `Aceptó recibir ${messages} el ${date} (${source}).`,
  notKnown: 'Ya no se guarda nada de lo que dio lugar a este mensaje.',
  uses: 'Seguir recibiendo mensajes, pero sin usar para ellos:',
  objection: {
    site: 'Lo que miro en la tienda',
    purchase: 'Lo que he comprado',
    review: 'Lo que escribo en reseñas',
    'reviews-read': 'Las reseñas que leo',
    coupon: 'Los códigos que uso',
    elsewhere: 'Lo que leo y escribo en otros sitios',
  },
  object: 'No usar',
  done: 'Hecho.',
  doneStop: (messages) => `Ya no recibirá ${messages} nuestros en esta dirección.`,
  doneMarketing: 'Ya no recibirá publicidad nuestra por ningún medio.',
  doneObjection: (what) => `Ya no se usa para los mensajes que recibe: ${what}.`,
  back: 'Volver a sus mensajes',
}

const fr: PreferenceWords = {
  language: 'fr',
  messages: { email: 'e-mails', sms: 'SMS', chat: 'messages de chat', call: 'appels', webhook: 'messages' },
  title: 'Vos messages',
  ask: (messages) => `Un clic, et vous ne recevrez plus de ${messages} de notre part à cette adresse.`,
  stop: 'Ne plus les recevoir',
  stopped: (messages) => `Vous ne recevez plus de ${messages} de notre part à cette adresse.`,
  parts: 'Ou seulement une partie',
  noMarketing: 'Plus de publicité',
  noMarketingMeans: 'Par aucun moyen. Vous recevrez encore des réponses et de l’aide pour vos achats.',
  noMarketingNow: 'Vous ne recevez pas de publicité de notre part, par aucun moyen.',
  why: 'Pourquoi est-ce que je reçois ce message ?',
  kinds: {
    service: 'Nous vous suivons en tant que client.',
    complaint: 'Vous nous avez signalé un problème qui n’est pas encore réglé.',
    site: 'Vous avez regardé des produits dans notre boutique.',
    purchase: 'Vous avez acheté chez nous.',
    contact: 'Vous nous avez posé une question.',
    review: 'Vous avez publié un avis.',
    coupon: 'Vous avez utilisé ou saisi un code dans notre boutique.',
    elsewhere: 'Vous avez lu ou écrit en public au sujet de tels produits.',
    'reviews-read': 'Vous avez lu des avis.',
  },
  agreed: (messages, date, source) => `Vous avez accepté de recevoir des ${messages} le ${date} (${source}).`,
  notKnown: 'Rien n’est plus conservé de ce qui a mené à ce message.',
  uses: 'Garder les messages, mais sans utiliser pour cela :',
  objection: {
    site: 'Ce que je regarde dans la boutique',
    purchase: 'Ce que j’ai acheté',
    review: 'Ce que j’écris dans des avis',
    'reviews-read': 'Les avis que je lis',
    coupon: 'Les codes que j’utilise',
    elsewhere: 'Ce que je lis et écris ailleurs',
  },
  object: 'Ne pas utiliser',
  done: 'C’est fait.',
  doneStop: (messages) => `Vous ne recevrez plus de ${messages} de notre part à cette adresse.`,
  doneMarketing: 'Vous ne recevrez plus de publicité de notre part, par aucun moyen.',
  doneObjection: (what) => `N’est plus utilisé pour les messages que vous recevez : ${what}.`,
  back: 'Retour à vos messages',
}

const LANGUAGES: Readonly<Record<string, PreferenceWords>> = { en, de, es, fr }

/** The words for somebody of this locale (BCP 47); English where its language is not among them. */
export const wordsFor = (locale: string | null): PreferenceWords =>
  LANGUAGES[locale?.split('-')[0]?.toLowerCase() ?? 'en'] ?? en

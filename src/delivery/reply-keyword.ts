/**
 * Words that end text messages when they are all of a reply: those of the FCC (47 CFR 64.1200(a)(10)), those that carriers
 * know, and what people of the other languages write. Without marks and spaces.
 */
const STOP = new Set(
  `stop stopall unsubscribe cancel end quit revoke optout remove
  stopp abmelden abbestellen beenden ende austragen widerruf widerrufen keinesms
  baja alto parar detener cancelar fin darmedebaja dardebaja nomas
  arret arreter desabonner desabonnement desinscrire desinscription annuler stopsms`.split(/\s+/),
)
const START = new Set(['start', 'unstop'])
const HELP = new Set(['help', 'info', 'hilfe', 'ayuda', 'aide'])

/** What says inside a longer text that somebody may want no more of it. Found too often rather than too seldom. */
const MAY_MEAN_STOP =
  /\b(?:stop\w*|unsubscri\w*|cancel\w*|quit|revoke\w*|opt(?:ing)? ?out|remove|leave me|no more|dont (?:text|write|contact|message)|do not (?:text|write|contact|message)|who is this|spam|abmeld\w*|abbestell\w*|keine (?:sms|nachricht\w*|werbung)|nicht mehr|lasst|widerruf\w*|loesch\w*|losch\w*|baja|no (?:quiero|me) \w+|dej\w* de|basta|borr\w*|arret\w*|desabonn\w*|desinscri\w*|ne (?:plus|veux)|plus (?:de )?(?:sms|messages?)|laissez)\b/

/** Letters and digits of any script in lower case, without accents; everything else is a space. */
const plain = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/['’]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

/**
 * What a reply to a text message asks for. A keyword counts only when it is all of the reply, said once or several times:
 * neither "stop by tomorrow" nor "when does it start?" changes anything. Words that may mean the same are for a person.
 */
export function readReply(text: string): 'stop' | 'start' | 'help' | 'may-mean-stop' | 'other' {
  const words = plain(text)
  const isAll = (keywords: ReadonlySet<string>): boolean =>
    keywords.has(words.replaceAll(' ', '')) || (words !== '' && words.split(' ').every((word) => keywords.has(word)))
  if (isAll(STOP)) return 'stop'
  if (isAll(START)) return 'start'
  if (isAll(HELP)) return 'help'
  return MAY_MEAN_STOP.test(words) ? 'may-mean-stop' : 'other'
}

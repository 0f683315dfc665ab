import type { BounceReason } from './bounce-reason.ts'

type Words = readonly [BounceReason, RegExp][]

/** One pattern, written over several lines. */
const words = (text: TemplateStringsArray): RegExp => new RegExp(text.raw[0]!.replace(/\s*\n\s*/g, ''))

/** Words of mail servers, the surer ones first: the first that is found says the reason. */
export const WORDS: Words = [
  // Japanese mobile networks say this, after they have taken the address, of what a subscriber's filter stops.
  ['filtered', words`550 : user unknown|550[- ]'?unknown user [^\s@]+@|recipient preferences`],
  ['not-reached', words`(?:not found|lookup failure).{0,20}try again|temporary (?:failure in name|lookup|dns)`],
  ['sender-refused', words`sender.{0,40}null ?mx`],
  // What Exchange Online says of somebody who is not in the directory.
  ['no-such-user', words`5\.4\.1.{0,100}recipient address rejected: access denied`],
  [
    'no-mail-here',
    words`
      null ?mx|malformed or unexpected name server reply|does not accept (?:any )?(?:e-?)?mail\b|
      no mail (?:is )?accepted (?:here|for)|recipient address has null|indicated no smtp service
    `,
  ],
  ['virus', words`\bvirus\b|malware|infected|threat detected`],
  ['spam', words`\bspam\b|spamming|junk mail|unsolicited|bulk mail|dnsbl score|content filter`],
  [
    'not-authenticated',
    words`
      \bdmarc\b|\bdkim\b|\bspf\b|unauthenticated|not authenticated|authentication (?:is )?required|
      sender policy framework
    `,
  ],
  [
    'bad-reputation',
    words`
      reverse dns|rdns|\bptr\b|no (?:a )?host ?name|cannot find your (?:reverse )?hostname|blocklist|blacklist|
      black list|block list|\brbl\b|spamhaus|reputation|banned sending ip|access denied.{0,40}\bip\b|
      your (?:ip|host|network)|blocked (?:using|by|due)|client host|poor.{0,20}score
    `,
  ],
  [
    'mailbox-full',
    words`
      mailbox.{0,30}(?:full|exceed|quota|storage|size limit)|(?:over|exceed\w*|out of).{0,20}(?:quota|storage)|
      quota (?:exceed|full|reached)|(?:recipient|user|account).{0,40}(?:storage|quota|full)|mailbox (?:is )?full|
      disk quota|insufficient (?:disk|system storage)|too much mail data|no space left|
      not enough (?:disk )?(?:storage|space)|full mailbox|inbox.{0,10}full
    `,
  ],
  [
    'too-large',
    words`
      (?:message|mail|size|header|body).{0,30}(?:too (?:large|big|long)|exceeds)|
      exceeds.{0,30}(?:size|limit|maximum)|maximum (?:message )?size|size limit
    `,
  ],
  [
    'too-much',
    words`
      too many|rate limit|too fast|throttl|too frequent|rate that|
      (?:connection|sending|message|recipient) (?:limit|rate)|temporarily deferred|slow down
    `,
  ],
  [
    'moved',
    words`
      has moved|address (?:has )?changed|moved to|no longer (?:uses|on) this|new address|recipient.{0,20}moved|
      (?:recipient|user|address|account|mailbox).{0,20}no longer (?:on|valid|in use|here|exist|avail|works|employed|with)|
      not our customer
    `,
  ],
  [
    'mailbox-disabled',
    words`
      (?:account|mailbox|user|address|recipient).{0,40}(?:disabled|suspended|inactive|locked|deactivated|blocked|closed|frozen|on hold)|
      (?:disabled|suspended|inactive) (?:account|mailbox|user|recipient)|not active
    `,
  ],
  [
    'no-relaying',
    words`
      relay(?:ing)?.{0,20}(?:den|not|prohib|refus)|(?:unable to|cannot|not allowed to|no) relay|not.{0,20}relay|
      rcpthosts
    `,
  ],
  [
    'sender-refused',
    words`
      (?:bad|invalid|unverified|unroutable|unresolvable) sender|
      sender.{0,40}(?:reject|den(?:y|ied)|refused|invalid|not (?:allowed|exist|found)|unknown|verif)|
      (?:verify|verification).{0,20}sender|domain of sender|return address|mail from.{0,30}(?:reject|refused)
    `,
  ],
  [
    'no-such-user',
    words`
      user (?:is )?(?:unknown|not (?:known|found|exist))|unknown (?:user|recipient|address|local|mailbox|account)|
      no (?:such|local) (?:user|recipient|mailbox|person|address|account|member)|
      (?:user|recipient|mailbox|address|account|person).{0,60}(?:not (?:exist|found|listed|known|recogni[sz]ed|valid)|doesn.?t (?:exist|have)|does(?: not|n.t) (?:exist|have)|unknown|invalid|is not a valid|unavailable or (?:does|access))|
      (?:invalid|unrouteable|undeliverable|bad|non-?exist\w*|illegal) (?:final delivery )?(?:user|recipient|mailbox|address|account|destination mailbox|forward-path)|
      no mailbox (?:here|by|found)|
      not (?:a valid (?:user|mailbox|recipient)|our customer|found in (?:the )?directory|listed in)|
      (?:does(?: not|n.t)|do(?: not|n.t)) (?:exist|have an? (?:mailbox|account|[\w.]+ account))|recipientnotfound|
      resolver\.adr\.(?:recip)?notfound|vdelivermail|no one by that name|
      not in (?:our|my) (?:user )?(?:list|database|virtual)|unknown virtual|account not found|
      mailbox (?:unavailable|not available|is unavailable)|unbekannt|inconnu|no existe|存在しません|見つかりません
    `,
  ],
  [
    'no-such-domain',
    words`
      (?:host|domain|name|system).{0,40}(?:not found|unknown|does(?: not|n.t) exist|nxdomain|invalid|not exist)|
      unknown (?:host|domain|destination)|no such (?:host|domain)|unrout(?:e)?able (?:mail )?(?:domain|host)|
      (?:couldn.?t|cannot|can.t|unable to|not) (?:find|resolve|look ?up).{0,30}(?:host|domain|exchanger)|
      bad destination (?:host|system)|no (?:mx|a) record|all relevant mx records|
      dns (?:lookup failure|error.{0,40}(?:not found|nxdomain))|domain is not reachable|misspell\w* domain|
      illegal host
    `,
  ],
  [
    'expired',
    words`
      timed? ?out|timeout|expired|too long|giv(?:en|ing) up after|(?:delivery|message).{0,40}delayed|delayed|
      could not (?:be )?deliver\w* (?:for|within)|retry time|retries|undelivered for|has not (?:been|yet)|
      still (?:being )?(?:tr|queued)
    `,
  ],
  [
    'not-reached',
    words`
      connection (?:refused|reset|closed|dropped|lost|failed|was|timed)|
      network (?:error|is unreachable|unreachable)|no route|unreachable|hop count|loop|connect(?:ing)? to|
      unable to (?:contact|connect)|lost connection|name server|mx list|service not available|routing
    `,
  ],
]

/** Words that say little: a code says more. */
export const VAGUE: Words = [
  [
    'policy',
    words`
      polic(?:y|ies)|prohibit|forbidden|administrative|rejected by.{0,30}(?:rule|admin)|not permitted|permission|
      tls|encrypt|access denied|restrict
    `,
  ],
  [
    'bad-message',
    words`
      \bsyntax|\b8bit|header|mime|rfc ?\d|malformed|content|attachment|message refused|conversion|
      line.{0,10}too long
    `,
  ],
  ['no-such-user', words`\b55[03] .{0,200}(?:recipient|address) (?:address )?rejected\.? ?\(in reply to rcpt to`],
  ['filtered', words`filter|refuse|blocked|reject`],
  [
    'system',
    words`
      system (?:error|failure|config)|local (?:error|configuration)|internal|mailer|
      command (?:died|time|output|fail)|exit(?:ed)? |ldap|temporary|unexpected|resource|i/o error|server error
    `,
  ],
]

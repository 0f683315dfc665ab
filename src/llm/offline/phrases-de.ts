import type { Phrases } from './phrases.ts'

export const GERMAN: Phrases = {
  language: 'de',
  subject: {
    product: [
      (name) => `Kurz zu ${name}`,
      (name) => `${name} in klaren Worten`,
      (name) => `${name}: die Fakten`,
      (name) => `Ein genauer Blick auf ${name}`,
    ],
    bare: [(name) => `Kurz zu ${name}`, (name) => `Falls Sie eine Frage zu ${name} haben`],
    compare: [
      (first, second) => `${first} und ${second} nebeneinander`,
      (first, second) => `${first} oder ${second}: die Fakten`,
    ],
    plain: ['Eine kurze Nachricht', 'Falls Sie eine Frage haben', 'Ein Wort von uns'],
    service: ['Wir möchten das in Ordnung bringen', 'Ihr offenes Anliegen bei uns', 'Wie lässt sich das klären?'],
    after: [(name) => `${name}: gut zu wissen`, (name) => `Zum Gebrauch: ${name}`],
    'price-drop': [(name) => `${name}: der Preis hat sich geändert`, (name) => `Neuer Preis: ${name}`],
    'back-in-stock': [(name) => `${name} ist wieder vorrätig`, (name) => `Wieder bestellbar: ${name}`],
  },
  greeting: {
    named: [(name) => `Guten Tag ${name}!`, (name) => `Hallo ${name}!`],
    neutral: ['Guten Tag!', 'Hallo!'],
    chat: [(name) => `Guten Tag ${name}.`, (name) => `Hallo ${name}.`],
  },
  opening: {
    facts: [
      (name) => `Kurz und sachlich: ${name}.`,
      (name) => `Ein kurzer Überblick: ${name}.`,
      (name) => `Falls es in Frage kommt: ${name}, kurz gefasst.`,
      (name) => `${name} in ein paar klaren Zeilen.`,
    ],
    after: [
      (name) => `Zum Aufheben: ein paar Angaben zu ${name}.`,
      (name) => `Zum Nachschlagen: ein paar Zeilen zu ${name}.`,
    ],
    back: [
      (name) => `Falls ${name} für Sie in Frage kommt: Hier steht das Wichtigste.`,
      (name) => `Ein paar klare Zeilen zu ${name}, wann immer es Ihnen passt.`,
    ],
    compare: [
      (first, second) => `Hier stehen ${first} und ${second} nebeneinander.`,
      (first, second) => `${first} oder ${second}? Vielleicht helfen die Fakten nebeneinander.`,
    ],
    bare: [
      (name) => `Dies ist eine kurze Nachricht zu ${name}.`,
      (name) => `Wenn Sie eine Frage zu ${name} haben, suchen wir die Antwort.`,
    ],
    unnamed: ['Hier sind die Fakten, kurz gefasst.', 'Ein paar klare Zeilen, die vielleicht weiterhelfen.'],
    nothing: [
      'Mit dieser kurzen Nachricht sagen wir nur, wo Sie uns erreichen, wenn Sie etwas brauchen.',
      'Hier wird nichts verkauft: Diese Nachricht sagt nur, wo Sie uns erreichen.',
    ],
  },
  fact: {
    one: [
      (fact) => `Gut zu wissen: ${fact}.`,
      (fact) => `Eine Angabe, die helfen kann: ${fact}.`,
      (fact) => `Aus den Produktangaben: ${fact}.`,
    ],
    two: [
      (first, second) => `Zwei Angaben, die helfen können: ${first}; ${second}.`,
      (first, second) => `In den Produktangaben steht: ${first}; ${second}.`,
      (first, second) => `Gut zu wissen: ${first}; ${second}.`,
    ],
    more: [(fact) => `Außerdem: ${fact}.`, (fact) => `Dazu kommt: ${fact}.`, (fact) => `Und noch etwas: ${fact}.`],
    key: [
      (fact) => `Ein Punkt vor allem: ${fact}.`,
      (fact) => `Zuerst: ${fact}.`,
      (fact) => `Eine Angabe, die einen zweiten Blick lohnt: ${fact}.`,
    ],
    line: (name, facts) => `${name}: ${facts}.`,
  },
  news: {
    drop: [
      (name, price, earlier, until) => `${name} kostet jetzt ${price}. Bis zum ${until} waren es ${earlier}.`,
      (name, price, earlier, until) =>
        `Der Preis hat sich geändert: ${name} kostet ${price}, bis zum ${until} waren es ${earlier}.`,
    ],
    back: [
      (name, since) => `${name} ist seit dem ${since} wieder vorrätig.`,
      (name, since) => `Seit dem ${since} ist ${name} wieder bestellbar.`,
    ],
  },
  signal: [],
  price: [(price) => `Der Preis ist ${price}.`, (price) => `Preis: ${price}.`],
  link: [
    (link) => `Alle Einzelheiten: ${link}`,
    (link) => `Die ganze Beschreibung steht hier: ${link}`,
    (link) => `Mehr dazu: ${link}`,
  ],
  offer: [
    (code, terms) => `Es gibt einen Code, den Sie nutzen können: ${code}. Es gilt: ${terms}`,
    (code, terms) => `Der Code ${code} steht Ihnen offen. Bedingungen: ${terms}`,
  ],
  missing: [
    'Was die Angaben offen lassen, klären wir lieber, als zu raten.',
    'Wenn Ihre Frage hier nicht beantwortet ist, stellen Sie sie: Wir sehen nach, statt zu raten.',
  ],
  closing: {
    letter: [
      'Wenn Sie eine Frage haben, antworten Sie einfach auf diese Nachricht.',
      'Ist etwas unklar, genügt eine kurze Antwort.',
      'Eine Antwort ist nicht nötig; bei Fragen können Sie jederzeit antworten.',
    ],
    after: [
      'Ist beim Gebrauch etwas unklar? Antworten Sie einfach: Wir sehen nach.',
      'Haben Sie eine Frage zum Gebrauch? Eine kurze Antwort genügt.',
    ],
    back: [
      'Suchen Sie etwas Bestimmtes? Eine kurze Antwort genügt.',
      'Wenn Sie etwas Bestimmtes suchen, sagen Sie uns, was es können soll: Wir sehen nach.',
    ],
    compare: [
      'Welcher Punkt zählt für Sie am meisten? Eine kurze Antwort genügt.',
      'Fehlt hier ein Punkt? Antworten Sie einfach.',
    ],
    service: ['Antworten Sie einfach auf diese Nachricht.', 'Eine kurze Antwort genügt, damit es weitergeht.'],
  },
  service: {
    open: ['Wir möchten das in Ordnung bringen.', 'Das soll in Ordnung kommen, und darum kümmern wir uns.'],
    about: [
      (name) => `Offenbar stimmt etwas nicht mit ${name}.`,
      (name) => `Bei ${name} ist offenbar nicht alles so, wie es sein soll.`,
    ],
    unsettled: [
      'Bei uns ist für Sie etwas schiefgegangen, und es ist noch nicht geklärt.',
      'Ihr Anliegen bei uns ist noch offen.',
    ],
    ask: [
      'Was würde Ihnen jetzt am meisten helfen? Und wann und wie dürfen wir uns melden?',
      'Bitte sagen Sie uns, wie eine gute Lösung für Sie aussieht und wie wir Sie am besten erreichen.',
      'Bitte sagen Sie uns, was noch nicht stimmt und was als Nächstes geschehen soll.',
    ],
  },
  sms: {
    facts: [
      (name, fact) => `${name} kurz gefasst: ${fact}.`,
      (name, fact) => `Gut zu wissen zu ${name}: ${fact}.`,
      (name, fact) => `Kurz zu ${name}: ${fact}.`,
    ],
    after: [(name, fact) => `Zum Nachschlagen, ${name}: ${fact}.`, (name, fact) => `Zum Aufheben, ${name}: ${fact}.`],
    unnamed: (fact) => `Kurz gefasst: ${fact}.`,
    also: (fact) => `Dazu: ${fact}.`,
    bare: (name) => `Haben Sie eine Frage zu ${name}? Wir suchen die Antwort.`,
    nothing: ['Wenn Sie etwas brauchen oder eine Frage haben, antworten Sie einfach auf diese Nachricht.'],
    link: (link) => `Mehr: ${link}`,
    offer: (code, terms) => `Ihr Code: ${code}. Es gilt: ${terms}`,
    ask: {
      plain: ['Fragen? Antworten Sie einfach.', 'Noch Fragen? Antworten Sie einfach.'],
      after: ['Fragen zum Gebrauch? Antworten Sie einfach.', 'Ist etwas unklar? Antworten Sie einfach.'],
      back: ['Suchen Sie etwas? Antworten Sie einfach.', 'Sollen wir etwas nachsehen? Antworten Sie einfach.'],
    },
    service: {
      about: [
        (name) => `Mit ${name} stimmt offenbar etwas nicht. Wir möchten das klären.`,
        (name) => `Bei ${name} stimmt offenbar etwas nicht. Das möchten wir klären.`,
      ],
      unsettled: ['Ihr Anliegen bei uns ist noch offen. Wir möchten das in Ordnung bringen.'],
      ask: 'Bitte antworten Sie kurz, was Ihnen jetzt hilft.',
    },
  },
  signOff: ['Mit freundlichen Grüßen', 'Freundliche Grüße', 'Viele Grüße'],
  call: {
    headings: { opening: 'Einstieg:', point: 'Worum es geht:', questions: 'Fragen:', closing: 'Abschluss:' },
    hello: [(name) => (name ? `Guten Tag, ${name}.` : 'Guten Tag.'), (name) => (name ? `Hallo ${name}.` : 'Hallo.')],
    caller: (agent, brand) =>
      agent && brand
        ? `Hier spricht ${agent} von ${brand}.`
        : agent || brand
          ? `Hier spricht ${agent ?? brand}.`
          : null,
    suits: ['Passt es Ihnen gerade?', 'Haben Sie eine Minute, oder soll ich ein andermal anrufen?'],
    questions: {
      product: [
        'Was ist Ihnen bei so einem Produkt am wichtigsten?',
        'Über welchen Punkt möchten Sie mehr wissen?',
        'Was soll es in Ihrem Alltag können?',
        'Gibt es etwas, das Sie noch zögern lässt?',
      ],
      after: ['Ist noch eine Frage offen?', 'Wie bewährt es sich im Alltag?', 'Können wir Ihnen mit etwas helfen?'],
      back: [
        'Gibt es etwas, das Sie suchen?',
        'Worüber möchten Sie mehr wissen?',
        'Können wir Ihnen mit etwas helfen?',
      ],
      compare: [
        'Welcher dieser Punkte zählt für Sie am meisten?',
        'Fehlt Ihnen hier ein Punkt?',
        'Was würde die Wahl für Sie entscheiden?',
      ],
      service: [
        'Was stimmt im Augenblick noch nicht?',
        'Was wäre für Sie eine gute Lösung?',
        'Wie und wann dürfen wir uns wieder melden?',
      ],
    },
    thanks: ['Vielen Dank für Ihre Zeit.', 'Vielen Dank für das Gespräch.'],
    goodbye: (agent, brand) =>
      agent && brand
        ? `Auf Wiederhören, ${agent} von ${brand}.`
        : agent || brand
          ? `Auf Wiederhören von ${agent ?? brand}.`
          : 'Auf Wiederhören.',
  },
}

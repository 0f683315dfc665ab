import type { Phrases } from './phrases.ts'

export const ENGLISH: Phrases = {
  language: 'en-GB',
  subject: {
    product: [
      (name) => `About ${name}`,
      (name) => `${name}: the main points`,
      (name) => `${name}: the facts`,
      (name) => `A closer look at ${name}`,
      (name) => `${name} in short`,
    ],
    bare: [(name) => `About ${name}`, (name) => `A note on ${name}`, (name) => `If you have a question about ${name}`],
    compare: [
      (first, second) => `${first} and ${second} side by side`,
      (first, second) => `${first} or ${second}: the facts`,
      (first, second) => `${first} and ${second}: the main points`,
    ],
    plain: ['A short note', 'If you have a question', 'A word from us'],
    service: [
      'We want to put this right',
      'Your open matter with us',
      'How can we settle this?',
      'About what went wrong',
    ],
    after: [(name) => `${name}: good to have at hand`, (name) => `Help with ${name}`, (name) => `Using ${name}`],
    'price-drop': [(name) => `${name}: the price has changed`, (name) => `A new price for ${name}`],
    'back-in-stock': [(name) => `${name} is in stock again`, (name) => `${name} can be ordered again`],
  },
  greeting: {
    named: [(name) => `Hello ${name},`, (name) => `Hi ${name},`, (name) => `Good day ${name},`],
    neutral: ['Hello,', 'Good day,', 'Hello there,'],
    chat: [(name) => `Hello ${name}.`, (name) => `Hi ${name}.`],
  },
  opening: {
    facts: [
      (name) => `A short, factual note: ${name}.`,
      (name) => `${name} in a few plain lines, in case they are of use.`,
      (name) => `In case it is on your list: ${name}, in short.`,
      (name) => `Plain facts make a decision easier. Here is ${name} in short.`,
    ],
    after: [
      (name) => `${name}: a few lines that are useful to have at hand.`,
      (name) => `A short note to keep for later: ${name}.`,
      (name) => `${name}: a few lines for reference.`,
    ],
    back: [
      (name) => `In case ${name} is of use to you, here are the main points.`,
      (name) => `A few plain lines on ${name}, to read whenever it suits.`,
    ],
    compare: [
      (first, second) => `Here are ${first} and ${second}, side by side.`,
      (first, second) => `${first} or ${second}? The facts beside each other may help.`,
      (first, second) => `To make the choice between ${first} and ${second} simpler, here are the facts.`,
    ],
    bare: [
      (name) => `This is a short note about ${name}.`,
      (name) => `If you have a question about ${name}, we will look for the answer.`,
      (name) => `This message is about ${name}.`,
    ],
    unnamed: ['Here are the facts, in short.', 'A few plain lines that may be of use.'],
    nothing: [
      'This is a short note to say where you can reach us when you need something.',
      'This note sells nothing: it only says where you can reach us.',
    ],
  },
  fact: {
    one: [
      (fact) => `Worth knowing: ${fact}.`,
      (fact) => `A point to note: ${fact}.`,
      (fact) => `One fact that may help: ${fact}.`,
      (fact) => `From the product details: ${fact}.`,
    ],
    two: [
      (first, second) => `Two facts that may help: ${first}; ${second}.`,
      (first, second) => `From the product details: ${first}; ${second}.`,
      (first, second) => `Worth knowing: ${first}; ${second}.`,
    ],
    more: [(fact) => `Also: ${fact}.`, (fact) => `In addition: ${fact}.`, (fact) => `And one more: ${fact}.`],
    key: [
      (fact) => `One point in particular: ${fact}.`,
      (fact) => `First of all: ${fact}.`,
      (fact) => `A detail that is worth a second look: ${fact}.`,
    ],
    line: (name, facts) => `${name}: ${facts}.`,
  },
  news: {
    drop: [
      (name, price, earlier, until) => `${name} now costs ${price}. Until ${until} it was ${earlier}.`,
      (name, price, earlier, until) =>
        `The price of ${name} has changed: it is ${price}, and was ${earlier} until ${until}.`,
    ],
    back: [
      (name, since) => `${name} has been in stock again since ${since}.`,
      (name, since) => `Since ${since}, ${name} can be ordered again.`,
    ],
  },
  signal: [(text) => `You ${text}. Thank you for that.`, (text) => `You ${text}. Thank you for taking the time.`],
  price: [(price) => `The price is ${price}.`, (price) => `It costs ${price}.`, (price) => `Price: ${price}.`],
  link: [
    (link) => `All details: ${link}`,
    (link) => `The full description is here: ${link}`,
    (link) => `More about it: ${link}`,
  ],
  offer: [
    (code, terms) => `There is a code that you can use: ${code}. Its terms: ${terms}`,
    (code, terms) => `The code ${code} is open to you. Terms: ${terms}`,
  ],
  missing: [
    'What these facts leave open we would rather find out than guess.',
    'If your question is not answered here, ask it: we will look it up instead of guessing.',
  ],
  closing: {
    letter: [
      'If you have a question, simply reply to this message.',
      'Should something be unclear, a short reply is enough.',
      'Is there a point that you want to know more about? Just reply.',
      'No reply is needed; if a question comes up, write back at any time.',
    ],
    after: [
      'If something is unclear in use, just reply: we will look it up.',
      'Is there a question about using it? A short reply is enough.',
    ],
    back: [
      'Are you looking for something in particular? A short reply is enough.',
      'If you are looking for something in particular, tell us what it should do, and we will look it up.',
    ],
    compare: [
      'Which point counts most for you? A short reply is enough.',
      'If one point decides it for you, tell us which, and we will look it up.',
      'Is a point missing here? Just reply.',
    ],
    service: [
      'Just reply to this message.',
      'A short reply is enough to go on.',
      'You can simply reply to this message.',
    ],
  },
  service: {
    open: [
      'We want to put this right.',
      'This should be put right, and we want to do so.',
      'We want to settle this with you.',
    ],
    about: [
      (name) => `It seems that something is not right with ${name}.`,
      (name) => `Something about ${name} seems not to be as it should be.`,
      (name) => `With ${name}, something seems to have gone wrong.`,
    ],
    unsettled: [
      'Something has gone wrong for you with us, and it is not settled yet.',
      'Your matter with us is still open.',
      'There is still something to settle between you and us.',
    ],
    quoted: (text) => `You ${text}, and the matter is not settled yet.`,
    ask: [
      'What would help you most now? And when and how may we get in touch?',
      'Please tell us what a good solution looks like for you, and how we can best reach you.',
      'Please tell us what is still wrong and what you would like to happen next.',
    ],
  },
  sms: {
    facts: [
      (name, fact) => `${name} in short: ${fact}.`,
      (name, fact) => `Worth knowing about ${name}: ${fact}.`,
      (name, fact) => `In case it helps with ${name}: ${fact}.`,
    ],
    after: [
      (name, fact) => `Good to have at hand for ${name}: ${fact}.`,
      (name, fact) => `A note to keep on ${name}: ${fact}.`,
    ],
    unnamed: (fact) => `In short: ${fact}.`,
    also: (fact) => `Also: ${fact}.`,
    bare: (name) => `If you have a question about ${name}, we will find the answer.`,
    nothing: ['If you need something or have a question, we are here: just reply to this message.'],
    link: (link) => `Details: ${link}`,
    offer: (code, terms) => `Your code: ${code}. Terms: ${terms}`,
    ask: {
      plain: ['Questions? Just reply.', 'A question? Just reply.'],
      after: ['Questions about it? Just reply.', 'If anything is unclear, just reply.'],
      back: ['Looking for something? Just reply.', 'Can we look something up for you? Just reply.'],
    },
    service: {
      about: [
        (name) => `Something seems not right with ${name}. We want to put it right.`,
        (name) => `We want to put right what went wrong with ${name}.`,
      ],
      unsettled: ['Your matter with us is still open. We want to put it right.'],
      ask: 'Please reply and tell us what would help most.',
    },
  },
  signOff: ['Kind regards,', 'Best regards,', 'With kind regards,'],
  call: {
    headings: { opening: 'Opening:', point: 'The point:', questions: 'Questions:', closing: 'Closing:' },
    hello: [(name) => (name ? `Hello ${name}.` : 'Hello.'), (name) => (name ? `Good day, ${name}.` : 'Good day.')],
    caller: (agent, brand) =>
      agent && brand ? `This is ${agent} from ${brand}.` : agent || brand ? `This is ${agent ?? brand}.` : null,
    suits: [
      'Is this a good moment?',
      'Do you have a minute, or shall I call another time?',
      'Does this moment suit you?',
    ],
    questions: {
      product: [
        'What matters most to you in such a product?',
        'Which point would you like to know more about?',
        'What should it be able to do in your everyday life?',
        'Is there anything that keeps you from deciding?',
      ],
      after: [
        'Is there a question that is still open?',
        'How does it do in everyday use?',
        'Is there anything we can help with?',
      ],
      back: [
        'Is there something that you are looking for?',
        'What would you like to know more about?',
        'Is there anything we can help with?',
      ],
      compare: [
        'Which of these points counts most for you?',
        'Is there a point that is missing here?',
        'What would settle the choice for you?',
      ],
      service: [
        'What is still wrong at this moment?',
        'What would be a good solution for you?',
        'How and when may we get back to you?',
      ],
    },
    thanks: ['Thank you for your time.', 'Thank you for talking with me.', 'Thank you for the conversation.'],
    goodbye: (agent, brand) =>
      agent && brand
        ? `Goodbye from ${agent}, ${brand}.`
        : agent || brand
          ? `Goodbye from ${agent ?? brand}.`
          : 'Goodbye.',
  },
}

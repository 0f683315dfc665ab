import type { Phrases } from './phrases.ts'

export const ENGLISH: Phrases = {
  subject: {
    product: [
      (name) => `About ${name}`,
      (name) => `${name}, in plain words`,
      (name) => `${name}: what the product data says`,
      (name) => `A closer look at ${name}`,
      (name) => `${name} in short`,
    ],
    bare: [(name) => `About ${name}`, (name) => `A note on ${name}`, (name) => `If you have a question about ${name}`],
    compare: [
      (first, second) => `${first} and ${second} side by side`,
      (first, second) => `${first} or ${second}: the facts`,
      (first, second) => `${first} beside ${second}`,
    ],
    plain: ['A short note', 'If a question is open', 'A word from us'],
    service: [
      'We want to put this right',
      'Your open matter with us',
      'How can we settle this?',
      'About what went wrong',
    ],
  },
  greeting: {
    named: [(name) => `Hello ${name},`, (name) => `Hi ${name},`, (name) => `Good day ${name},`],
    neutral: ['Hello,', 'Good day,', 'Hello there,'],
  },
  opening: {
    facts: [
      (name) => `Here is a short, factual note on ${name}.`,
      (name) => `This is a short summary of ${name}.`,
      (name) => `If ${name} is on your list, this may be of use.`,
      (name) => `A few plain lines about ${name}.`,
      (name) => `A decision is easier with plain facts, so here is ${name} in short.`,
    ],
    after: [
      (name) => `Here is something about ${name} that is useful to have at hand.`,
      (name) => `This is a short note about ${name}, to keep for later.`,
      (name) => `A few lines about ${name}, for reference.`,
    ],
    compare: [
      (first, second) => `Here are ${first} and ${second}, side by side.`,
      (first, second) => `${first} or ${second}? The facts beside each other may help.`,
      (first, second) =>
        `To make the choice between ${first} and ${second} simpler, here is what the product data says.`,
    ],
    bare: [
      (name) => `This is a short note about ${name}.`,
      (name) => `If you have a question about ${name}, we will look for the answer.`,
      (name) => `This message is about ${name}.`,
    ],
    unnamed: ['Here is what the product data says.', 'A few plain lines that may be of use.'],
    nothing: [
      'This is a short note to say where you can ask when you need something.',
      'There is nothing to sell in this note: it only says that you can ask us.',
      'If you have a question, this is the address for it.',
    ],
  },
  fact: {
    one: [
      (fact) => `Worth knowing: ${fact}.`,
      (fact) => `On paper: ${fact}.`,
      (fact) => `One fact that may help: ${fact}.`,
      (fact) => `From the product data: ${fact}.`,
    ],
    two: [
      (first, second) => `Two facts that may help: ${first}; ${second}.`,
      (first, second) => `What stands in the product data: ${first}; ${second}.`,
      (first, second) => `Worth knowing: ${first}. And also: ${second}.`,
    ],
    more: [(fact) => `Also: ${fact}.`, (fact) => `To add to that: ${fact}.`, (fact) => `And one more: ${fact}.`],
    key: [
      (fact) => `One point in particular: ${fact}.`,
      (fact) => `First of all: ${fact}.`,
      (fact) => `A detail that is worth a second look: ${fact}.`,
    ],
    line: (name, facts) => `${name}: ${facts}.`,
  },
  signal: [
    (text) => `You ${text}. Thank you for that.`,
    (text) => `Thank you for letting us hear from you: you ${text}.`,
    (text) => `Thank you for being in touch: you ${text}.`,
  ],
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
    'What the data leaves open we would rather find out than guess.',
    'If your question is not answered here, ask it: we will look it up instead of guessing.',
  ],
  closing: {
    letter: [
      'If a question is left, simply reply to this message.',
      'Should something be unclear, a short reply is enough.',
      'Is there a point that you want to know more about? Just reply.',
      'You owe us no answer; if you have a question, reply at any time.',
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

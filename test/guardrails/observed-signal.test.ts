import { describe, expect, test } from 'vitest'
import type { Fact } from '../../src/briefs/brief.ts'
import { observedSignal } from '../../src/guardrails/observed-signal.ts'
import { aFact } from '../support/brief-examples.ts'
import { foundWords } from './found-words.ts'

const said = (text: string): Fact => aFact({ kind: 'signal', text, origin: 'stated', at: '2026-11-12T09:00:00.000Z' })

describe('phrases that say we watched', () => {
  test.each([
    ['We saw you read reviews of dishwashers.'],
    ['We noticed you looking at dishwashers.'],
    ["We've noticed that you like quiet kitchens."],
    ['I see that you were browsing dishwashers.'],
    ['You recently viewed the {{p1.name}}.'],
    ['Because you looked at dishwashers, here is one.'],
    ['Since you compared two dishwashers, here is help.'],
    ['You’ve been comparing dishwashers.'],
    ['Your search for a dishwasher may be over.'],
    ['You left the {{p1.name}} in your cart.'],
    ['Your basket is waiting.'],
    ['Based on your recent activity, here is a tip.'],
    ['Thank you for visiting our shop.'],
    ['The reviews you read mention noise.'],
    ['You have shown interest in dishwashers.'],
    ['Hemos visto que buscas un lavavajillas.'],
    ['Has estado mirando lavavajillas.'],
    ['Tu búsqueda de un lavavajillas'],
    ['Wir haben gesehen, dass Sie suchen.'],
    ['Sie haben sich den {{p1.name}} angesehen.'],
    ['In Ihrem Warenkorb liegt etwas.'],
    ['Nous avons remarqué que vous cherchez.'],
    ['Vous avez récemment consulté nos pages.'],
    ['Dans votre panier'],
    ['Good to see you again!'],
    ['Welcome back.'],
    ['We’ve missed you.'],
    ['Our mutual friend sends regards.'],
    ['We know you love quiet evenings.'],
    ['As we discussed, here are the facts.'],
    ['Since we last spoke, little has changed.'],
    ['After our conversation, a short note.'],
    ['Wie besprochen, hier die Daten.'],
    ['Wir haben Sie vermisst.'],
    ['Schön, dass Sie wieder da sind.'],
    ['Como nos comentó, aquí están los datos.'],
    ['Le hemos echado de menos.'],
    ['Comme convenu, voici les faits.'],
    ['Vous nous avez manqué.'],
  ])('%j', (body) => {
    expect(foundWords(observedSignal, body)).toHaveLength(1)
  })
})

test.each([
  ['If you are comparing dishwashers, noise is worth a look.'],
  ['When you compare dishwashers, look at the noise level.'],
  ['Have you compared noise levels?'],
  ['Once you have looked at it, tell us.'],
  ['If you read the details, you will see.'],
  ['Thank you for reading.'],
  ['Do not miss your train. Good to know: it is quiet.'],
  ['As far as we know, you can return it.'],
  ['We see to it that you are well. We look forward to hearing from you.'],
  ['To make your search easier, here are two facts.'],
  ['You may be looking for a quiet kitchen.'],
  ['Many people compare before they buy.'],
  ['¿Has visto lo silencioso que es?'],
])('%j says nothing of the kind', (body) => {
  expect(foundWords(observedSignal, body)).toEqual([])
})

describe('what the customer told us may be said', () => {
  test.each([
    ['Thank you for your review of the {{p1.name}}.', 'posted a review of Silent 39 Dishwasher'],
    ['You asked about the noise.', 'asked a question'],
    ['As we discussed, here are the facts.', 'contacted support'],
    ['You contacted us about a leak.', 'contacted support about a leak'],
  ])('%j needs a fact such as %j', (body, text) => {
    expect(foundWords(observedSignal, body)).toHaveLength(1)
    expect(foundWords(observedSignal, body, { brief: { facts: [said(text)] } })).toEqual([])
    const steering = { ...said(text), use: 'steer' as const }
    expect(foundWords(observedSignal, body, { brief: { facts: [steering] } })).toHaveLength(1)
  })

  test('it does not allow anything else', () => {
    const brief = { facts: [said('posted a review of Silent 39 Dishwasher')] }
    expect(foundWords(observedSignal, 'You viewed the {{p1.name}}.', { brief })).toEqual(['You viewed'])
  })
})

import { describe, expect, test } from 'vitest'
import { cleanCatalogue } from '../../src/briefs/catalogue.ts'
import { slotValues } from '../../src/briefs/slot-values.ts'
import { spokenName } from '../../src/briefs/spoken-name.ts'
import { aBrief } from '../support/brief-examples.ts'

describe('a product’s name in a sentence', () => {
  test.each([
    ['Silent 39 Dishwasher', 'Silent 39 Dishwasher'],
    [
      'Mixer, white, 1,000 W (with bowl) | 2 years of guarantee',
      'Mixer, white, 1,000 W (with bowl) | 2 years of guarantee',
    ],
    [
      'Aquila Bow 20 Digital Mixer & Recorder, Rack Mountable, 20 Inputs, 22 Channels',
      'Aquila Bow 20 Digital Mixer & Recorder',
    ],
    [
      'Aquila Overnight Sleeping Mask – Nourishes, Hydrates & Protects | Made with Oats',
      'Aquila Overnight Sleeping Mask',
    ],
    ['Quiet Coffee Grinder [Black] - Conical Burrs, 18 Settings, for Espresso', 'Quiet Coffee Grinder'],
    [
      'Northlight Ceiling Fans with Lights and Remote Control,20 Inch, Modern',
      'Northlight Ceiling Fans with Lights and Remote Control',
    ],
    ['NORA | Alcohol Ink Paper | Paper for Alcohol Ink Painting | 10 Sheets', 'NORA | Alcohol Ink Paper'],
    [
      'Set of 1,000 Paper Cups for Hot Drinks without any Plastic, Brown',
      'Set of 1,000 Paper Cups for Hot Drinks without any Plastic',
    ],
    [
      'Flat-Pack Shelf-System for Low-Ceiling Under-Stair Wall-Space Use',
      'Flat-Pack Shelf-System for Low-Ceiling Under-Stair Wall-Space Use',
    ],
    [
      'Ten Everbearing Strawberry Plants for Gardens in Cold Zones 4 to 9.',
      'Ten Everbearing Strawberry Plants for Gardens in Cold Zones 4 to 9',
    ],
  ])('%s', (name, spoken) => {
    expect(spokenName(name)).toBe(spoken)
    expect(name.startsWith(spokenName(name))).toBe(true)
  })

  const bow = (id: string, name: string) => ({ id, name, updatedAt: '2026-11-20T10:00:00.000Z' })
  const white = bow('w', 'Aquila Bow 20 Digital Mixer & Recorder, White, Rack Mountable, 20 Inputs')
  const black = bow('b', 'Aquila Bow 20 Digital Mixer & Recorder, Black, Rack Mountable, 20 Inputs')

  test('stays whole where two products would be called the same', () => {
    expect(cleanCatalogue([white]).get('w')?.name).toBe('Aquila Bow 20 Digital Mixer & Recorder')
    expect([...cleanCatalogue([white, black]).values()].map(({ name }) => name)).toEqual([white.name, black.name])
  })

  test.each([cleanCatalogue([white]), cleanCatalogue([white, black])])(
    'fills the slot as the brief says it',
    (known) => {
      const { name } = known.get('w')!
      const brief = aBrief({ products: [{ ...aBrief().products[0]!, id: 'w', name }], slots: ['p1.name'] })
      const rest = { firstName: null, offer: null, brandName: null, agentName: null, locale: null }
      expect(slotValues({ ...rest, brief, products: [white] })).toEqual({ 'p1.name': name })
    },
  )
})

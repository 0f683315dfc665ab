import { describe, expect, test } from 'vitest'
import { foreignProducts } from './foreign-products.ts'

const catalogue = [
  { id: 'escape', title: 'The Great Escape' },
  { id: 'special', title: 'The Great Escape, Special Edition with a Booklet about the Making' },
  { id: 'gatsby', title: 'The Great Gatsby' },
  { id: 'mixer', title: 'Aquila Bow 20 Digital Mixer & Recorder, Rack Mountable, 20 Inputs' },
  { id: 'red', title: 'Card in a Box, Red' },
  { id: 'music', title: 'Music' },
  { id: 'nameless', title: '' },
]
const foreign = (text: string, ...own: string[]) => foreignProducts(text, catalogue, new Set(own)).map(({ id }) => id)

describe('products of others in a message', () => {
  test.each([
    ['You posted a review of The Great Escape.', ['escape']],
    ['This is about Aquila Bow 20 Digital Mixer & Recorder.', ['mixer']],
    ['This is about Aquila  Bow 20 Digital\nMixer & Recorder, Rack Mountable.', ['mixer']],
    ['The Great Escapes are over. Music is, too.', []],
    ['A card in a box, red or not.', []],
  ])('%s', (text, ids) => {
    expect(foreign(text)).toEqual(ids)
  })

  test('an own title may begin with the title of another product', () => {
    expect(foreign(`About ${catalogue[1]!.title}.`, 'special')).toEqual([])
    expect(foreign('About Card in a Box, Red and The Great Escape.', 'special', 'red')).toEqual([])
    expect(foreign('About Card in a Box, Red and The Great Escape.', 'mixer', 'red')).toEqual(['escape'])
    expect(foreign('About The Great Escape.', 'gatsby')).toEqual(['escape'])
  })
})

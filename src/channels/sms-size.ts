import { z } from 'zod'

/** Most segments that one SMS may take. */
export const MAX_SMS_SEGMENTS = 3

/** What each segment carries: a message of one segment, and each part of a longer one (3GPP TS 23.040, 9.2.3.24.1). */
const ROOM = { 'GSM-7': { whole: 160, part: 153 }, 'UCS-2': { whole: 70, part: 67 } } as const

/** GSM 7 bit default alphabet, and its extension table, of which each character takes two (3GPP TS 23.038, 6.2.1). */
const BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
)
const EXTENDED = new Set('\f^{}\\[~]|€')

/** How an SMS goes over the air. */
export const SmsSize = z
  .strictObject({
    encoding: z
      .enum(['GSM-7', 'UCS-2'])
      .meta({ description: '`UCS-2` as soon as one character is not in the GSM alphabet' }),
    segments: z.int().meta({ description: 'What the provider counts and bills' }),
    units: z.int().meta({ description: 'Septets of GSM-7, or UTF-16 units of UCS-2' }),
    notGsm: z.array(z.string()).meta({ description: 'The characters that make it UCS-2, each once' }),
  })
  .meta({ id: 'SmsSize' })
export type SmsSize = z.infer<typeof SmsSize>

/** Counts a text as one SMS. Neither an extension character nor a surrogate pair is ever split over two segments. */
export function measureSms(text: string): SmsSize {
  const characters = [...text]
  const notGsm = [...new Set(characters.filter((each) => !BASIC.has(each) && !EXTENDED.has(each)))]
  const encoding = notGsm.length === 0 ? 'GSM-7' : 'UCS-2'
  const sizes = characters.map((each) => (encoding === 'UCS-2' ? each.length : EXTENDED.has(each) ? 2 : 1))
  const units = sizes.reduce((sum, size) => sum + size, 0)
  const { whole, part } = ROOM[encoding]
  return { encoding, segments: units <= whole ? 1 : parts(sizes, part), units, notGsm }
}

/** Most units that so many segments carry. */
export const roomOf = (encoding: SmsSize['encoding'], segments: number): number =>
  segments === 1 ? ROOM[encoding].whole : segments * ROOM[encoding].part

function parts(sizes: readonly number[], room: number): number {
  let count = 1
  let free = room
  for (const size of sizes) {
    if (size > free) {
      count++
      free = room
    }
    free -= size
  }
  return count
}

/** Spaces that look like one and are none, as prices have them (`649,00 €`), are written as a space: nobody sees them, each makes it UCS-2. */
export const withPlainSpaces = (text: string): string => text.replace(/[\t\u00a0\u2000-\u200a\u202f\u205f]/g, ' ')

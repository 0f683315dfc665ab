import { angleBrackets } from './angle-brackets.ts'
import type { Guardrail } from './guardrail.ts'
import { fieldsOf, foundAt, joinPlaces, placesOf, quoted } from './text-places.ts'

const RULE = 'markup'
const ENTITY = /&(?:[a-z]{2,10}|#\d{1,7}|#x[0-9a-f]{1,6});/gi
const MARKDOWN_LINK = /!?\[[^[\]\n]{0,200}\]\([^()\n]{0,400}\)/g
const TABLE_ROW = /^[ \t]{0,8}\|[^\n]*\|[ \t]*$/gm
const TABLE_RULE = /^[ \t]{0,8}(?:\|[ \t]{0,8})?:?-{3,}:?[ \t]{0,8}\|[-:| \t]*$/gm
/** They do no harm, but the reader sees the signs. */
const DECORATION = /\*\*[^*\n]{1,200}\*\*|^#{1,6}[ \t]+\S[^\n]{0,200}$|^```[^\n]{0,40}$/gm

/** Content is plain text: markup would reach the customer as signs, or as something that nobody has read. */
export const markup: Guardrail = {
  rule: RULE,
  check: (message) =>
    fieldsOf(message.content).flatMap(({ field, text }) => {
      const tags = angleBrackets(text).filter((place) => place.isHtml)
      const html = joinPlaces([...tags, ...placesOf(ENTITY, text)]).map((place) =>
        foundAt(RULE, 'block', `${quoted(text, place)} is HTML: write plain text only.`, field, place),
      )
      const tables = [...placesOf(TABLE_ROW, text), ...placesOf(TABLE_RULE, text)]
      const markdown = joinPlaces([...placesOf(MARKDOWN_LINK, text), ...tables]).map((place) =>
        foundAt(RULE, 'block', `${quoted(text, place)} is Markdown: write it as a plain sentence.`, field, place),
      )
      const decoration = placesOf(DECORATION, text).map((place) =>
        foundAt(
          RULE,
          'warn',
          `The signs around ${quoted(text, place)} will be shown as they are: leave them out.`,
          field,
          place,
        ),
      )
      return [...html, ...markdown, ...decoration]
    }),
}

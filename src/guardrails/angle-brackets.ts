import { matchesOf } from '../patterns/matches-of.ts'
import type { Place } from './text-places.ts'

const ANGLES = /<(\/|!(?:--|doctype)?|\?)?([A-Za-z][A-Za-z0-9]*)?([^<>\n]{0,400})>/gi
const OPEN_TAG = /<(?:script|iframe|img|svg|a|style|object|embed|form|input|link|meta|base)[\s/][^<>\n]{0,400}$/gim
const TAG_NAMES = new Set(
  (
    'a abbr address article aside audio b base blockquote body br button center code col colgroup dd details div dl dt em ' +
    'embed fieldset figcaption figure font footer form frame h1 h2 h3 h4 h5 h6 head header hr html i iframe img input ins ' +
    'label legend li link main map math meta nav noscript object ol option p param picture pre q s script section select ' +
    'small source span strike strong style sub sup svg table tbody td template textarea tfoot th thead title tr tt u ul var video'
  ).split(' '),
)

/** What stands between `<` and `>`, told apart: HTML markup, or words such as `<first name>`. */
export function angleBrackets(text: string): (Place & { isHtml: boolean })[] {
  if (!text.includes('<')) return []
  const closed = matchesOf(ANGLES, text).flatMap((match) => {
    const [whole, mark = '', name = '', rest = ''] = match
    if (mark === '' && name === '') return []
    const isHtml = mark !== '' || TAG_NAMES.has(name.toLowerCase()) || rest.includes('=')
    return [{ start: match.index, end: match.index + whole.length, isHtml }]
  })
  const open = matchesOf(OPEN_TAG, text).map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    isHtml: true,
  }))
  return [...closed, ...open]
}

/** What turns Swagger UI from a tool for developers into one for reviewers. */

/**
 * Hides what shows the key (curl, the field it is pasted into), the list of possible answers, which people take for the
 * real one, the key of tracking libraries, and what only developers read or send.
 */
export const PAGE_STYLE = `
.swagger-ui .topbar, .swagger-ui .info__license, .swagger-ui .info hgroup.main a, .swagger-ui .info .title > span,
.swagger-ui .servers-title, .swagger-ui .servers, .swagger-ui .try-out, .swagger-ui .try-out__btn, .swagger-ui .parameter__in,
.swagger-ui .auth-container + .auth-container, .swagger-ui tr[data-param-name='Idempotency-Key'] { display: none }
.swagger-ui .auth-container input[type='text'] { -webkit-text-security: disc }
.swagger-ui .info { margin: 24px 0 }
.swagger-ui .scheme-container { padding: 12px 0 }
.swagger-ui .body-param textarea { min-height: 120px; field-sizing: content }
.swagger-ui .opblock .opblock-summary-description { font-size: 15px }
.swagger-ui .responses-inner > .responses-table, .swagger-ui .responses-inner > div > h4,
.swagger-ui .curl-command, .swagger-ui .request-url { display: none }
.swagger-ui .live-responses-table h5:has(+ pre .headerline), .swagger-ui pre:has(.headerline) { display: none }
.swagger-ui .live-responses-table .highlight-code > .microlight { max-height: 70vh; font-size: 13px; font-weight: 400 }
@media (min-width: 700px) { .swagger-ui .parameters-col_description input[type='text'] { width: 420px; max-width: none } }
.swagger-ui .info blockquote { border-left: 4px solid #b45309; background: #fffbeb; padding: 8px 12px; margin: 12px 0 }
`

/** Shows a line break in an answer as one: a message is read as its customer will read it. Copying still gives the JSON. */
export const PAGE_SCRIPT = `
const showLineBreaks = (root) => {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const text = walker.currentNode.nodeValue
    const shown = text.replace(/\\\\(\\\\|n|r)/g, (all, letter) => (letter === 'n' ? '\\n' : letter === 'r' ? '' : all))
    if (shown !== text) walker.currentNode.nodeValue = shown
  }
}
new MutationObserver(() => {
  for (const answer of document.querySelectorAll('.live-responses-table .highlight-code code')) showLineBreaks(answer)
}).observe(document.getElementById('swagger-ui'), { childList: true, characterData: true, subtree: true })
`

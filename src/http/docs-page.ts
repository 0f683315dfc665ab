/** What turns Swagger UI from a tool for developers into one for reviewers. */

/** Hides what shows the key (curl), and the list of possible answers, which people take for the real one. */
export const PAGE_STYLE = `
.swagger-ui .topbar, .swagger-ui .info .info__license, .swagger-ui .info hgroup.main a { display: none }
.swagger-ui .opblock .opblock-summary-description { font-size: 15px }
.swagger-ui .responses-inner > .responses-table, .swagger-ui .curl-command, .swagger-ui .request-url { display: none }
.swagger-ui .live-responses-table .highlight-code > .microlight { max-height: 70vh; white-space: pre-wrap }
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
}).observe(document.getElementById('swagger-ui'), { childList: true, subtree: true })
`

/** What the provider of the benches says: a valid message about the first product, which quotes the first fact that may be said. */
const QUOTABLE =
  /\\"id\\":\\"(f\d+)\\",\\"kind\\":\\"product\\",\\"use\\":\\"mention\\",\\"origin\\":\\"[a-z]+\\",\\"product\\":\\"p1\\",\\"text\\":\\"([^"\\]+)\\"/

/** A whole chat completion for a request's body. Looks at nothing but what it quotes, so that it never holds up who calls. */
export function shortNote(request: string): string {
  const [, fact = null, quote = ''] = QUOTABLE.exec(request) ?? []
  const claim = `What the product data says of it: ${quote}.`
  const body = [
    'Hello {{customer.first_name}},',
    '',
    `here is a short note on {{p1.name}}, for whenever it is useful. ${fact === null ? '' : claim}`,
    '',
    'The price is {{p1.price}}, and the full description is here: {{p1.link}}',
    '',
    'Is there a point that you would like to know more about before you make up your mind? A short reply to this message is',
    'enough, and we will look it up instead of guessing. You owe us no answer: if nothing is unclear, simply keep this note.',
    '',
    'Kind regards,',
    '{{brand.name}}',
  ].join('\n')
  const claims = fact === null ? [] : [{ text: claim, facts: [fact] }]
  return JSON.stringify({
    id: 'chatcmpl-bench',
    object: 'chat.completion',
    created: 1_790_000_000,
    model: 'bench',
    choices: [
      {
        index: 0,
        finish_reason: 'stop',
        message: {
          role: 'assistant',
          content: JSON.stringify({ subject: 'A short note on {{p1.name}}', body, claims }),
        },
      },
    ],
    usage: { prompt_tokens: 1500, completion_tokens: 200, total_tokens: 1700 },
  })
}

import type { LanguageModelV4CallOptions } from '@ai-sdk/provider'
import { aModel, says } from '../support/model.ts'

/** What may be sent to anybody: no product, no claim. */
export const PLAIN = {
  subject: 'A short note',
  body: 'Hello {{customer.first_name}},\n\nis there anything that you would like to know before you decide? A short reply is enough.\n\n{{brand.name}}',
  claims: [],
}

/** A model whose calls wait until the test lets them go; then each answers, or gives up when it is aborted. */
export function aHeldModel() {
  const waiting: (() => void)[] = []
  let isOpen = false
  let aborted = 0
  const model = aModel([
    async (call: LanguageModelV4CallOptions) => {
      if (!isOpen) {
        await new Promise<void>((resolve, reject) => {
          waiting.push(resolve)
          call.abortSignal?.addEventListener('abort', () => {
            aborted += 1
            reject(call.abortSignal!.reason as Error)
          })
        })
      }
      return says(JSON.stringify(PLAIN))
    },
  ])
  return {
    model,
    /** Calls that are waiting or were let go. */
    asked: () => model.calls.length,
    aborted: () => aborted,
    /** Lets all go that wait, and all that come. */
    open() {
      isOpen = true
      for (const go of waiting.splice(0)) go()
    },
    close() {
      isOpen = false
    },
  }
}

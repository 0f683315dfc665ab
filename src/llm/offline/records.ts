import { createHash } from 'node:crypto'
import { z } from 'zod'

const Task = z.object({
  record: z.literal('task'),
  prompt: z.string(),
  channel: z.string(),
  locale: z.string().nullable(),
  stage: z.string(),
  complaint: z.boolean(),
  slots: z.array(z.string()),
  limits: z.object({
    subject: z.number(),
    body: z.number(),
    mentionedSignals: z.number(),
    segments: z.number().optional(),
  }),
  requiredPhrases: z.array(z.string()).optional(),
  note: z.string().nullable(),
})
const Instruction = z.object({ record: z.literal('instruction'), text: z.string() })
const Product = z.object({ record: z.literal('product'), ref: z.string(), name: z.string() })
const Offer = z.object({ record: z.literal('offer') })
const Fact = z.object({
  record: z.literal('fact'),
  id: z.string(),
  kind: z.string(),
  use: z.enum(['mention', 'steer']),
  product: z.string().nullable(),
  text: z.string(),
})
const Line = z.discriminatedUnion('record', [Task, Instruction, Product, Offer, Fact])

export type FactRecord = z.infer<typeof Fact>
export type ProductRecord = z.infer<typeof Product>
export type Records = {
  task: z.infer<typeof Task>
  instruction: string | null
  products: ProductRecord[]
  hasOffer: boolean
  facts: FactRecord[]
  /** The same for the same block, different for every other. */
  seed: string
}

/**
 * Reads the last `<brief>` block of a user message: one JSON record per line.
 * @throws Error when there is none or a line is no record; the message holds no text of the block.
 */
export function readRecords(message: string): Records {
  const lines = message.split('\n')
  const start = lines.lastIndexOf('<brief>')
  const end = lines.indexOf('</brief>', start)
  if (start === -1 || end === -1) {
    throw new Error('The offline writer found no <brief> block: it writes from a rendered prompt only.')
  }
  const block = lines.slice(start + 1, end)
  const records = block.map(readLine)
  const task = records.find((one) => one.record === 'task')
  if (task === undefined) throw new Error('The <brief> block holds no task record.')
  return {
    task,
    instruction: records.find((one) => one.record === 'instruction')?.text ?? null,
    products: records.filter((one) => one.record === 'product'),
    hasOffer: records.some((one) => one.record === 'offer'),
    facts: records.filter((one) => one.record === 'fact'),
    seed: createHash('sha256').update(block.join('\n')).digest('hex'),
  }
}

function readLine(line: string, index: number): z.infer<typeof Line> {
  let data: unknown
  try {
    data = JSON.parse(line)
  } catch {
    data = undefined
  }
  const parsed = Line.safeParse(data)
  if (!parsed.success) throw new Error(`Line ${index + 1} of the <brief> block is not a record.`)
  return parsed.data
}

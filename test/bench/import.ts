import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { ADMIN_KEY, startService } from '../support/service-process.ts'
import { startCluster } from '../support/postgres.ts'
import { cpuMsOf, peakRssMbOf } from '../support/process-usage.ts'

/**
 * How many products a second `POST /v1/products/import` takes on PostgreSQL (fsync on), and whether memory stays flat over a
 * large file. The file is a made-up shop repeated under new ids, or the items of a real feed:
 * `node test/bench/import.ts [path of an RSS feed, or -] [MiB]`.
 */
type ImportBench = {
  name: 'bench:import'
  format: string
  products: number
  fileMb: number
  productsPerSecond: number
  /** The same file again, which changes nothing. */
  againPerSecond: number
  cpuMsPerThousand: number
  /** Of the service, in MiB: after a small import, and the most it ever held. */
  rssMb: number
  peakRssMb: number
}

const LOWEST_PER_SECOND = 10_000
const MIB = 1024 * 1024

async function main([feed = '-', fileMb = '200']: readonly string[]): Promise<ImportBench> {
  const fileBytes = Number(fileMb) * MIB
  const folder = await mkdtemp(join(tmpdir(), 'foreword-bench-'))
  const cluster = await startCluster()
  try {
    const service = await startService(folder, {
      DATABASE_URL: cluster.url(),
      LOG_LEVEL: 'warn',
      WORKER_CONCURRENCY: '0',
    })
    try {
      const items = feed === '-' ? madeUpItems() : itemsOf(await readFile(feed, 'utf8'))
      await send(service.url, items, 5 * MIB)
      const rssMb = await rssMbOf(service.pid)
      const cpuBefore = cpuMsOf(service.pid)
      const first = await send(service.url, items, fileBytes)
      const cpuMs = cpuMsOf(service.pid) - cpuBefore
      const again = await send(service.url, items, fileBytes)
      return {
        name: 'bench:import',
        format: 'application/rss+xml',
        products: first.products,
        fileMb: Math.round(first.bytes / MIB),
        productsPerSecond: Math.round(first.perSecond),
        againPerSecond: Math.round(again.perSecond),
        cpuMsPerThousand: Math.round((cpuMs / first.products) * 1000),
        rssMb,
        peakRssMb: peakRssMbOf(service.pid),
      }
    } finally {
      await service.stop()
    }
  } finally {
    await cluster.remove()
    await rm(folder, { recursive: true, force: true })
  }
}

const madeUpItems = (): string[] =>
  Array.from(
    { length: 2000 },
    (_, n) =>
      `<item><g:id>made-up-${n}</g:id><title>Kettle no ${n}</title><description>${'Boils water. '.repeat(n % 20)}</description><link>https://shop.example/kettles/made-up-${n}</link><g:price>${20 + (n % 80)}.99 EUR</g:price><g:availability>in stock</g:availability><g:condition>new</g:condition><g:image_link>https://shop.example/media/made-up-${n}.jpg</g:image_link></item>`,
  )
const itemsOf = (feed: string): string[] => feed.match(/<item>.*?<\/item>/gs) ?? []

/** A feed of about so many bytes; each round of the items has ids of its own. */
function* feedOf(items: readonly string[], bytes: number): Generator<string> {
  yield '<?xml version="1.0"?><rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel>'
  let sent = 0
  for (let round = 0; sent < bytes; round++) {
    for (let from = 0; from < items.length && sent < bytes; from += 200) {
      const piece = items
        .slice(from, from + 200)
        .join('')
        .replaceAll('<g:id>', `<g:id>${round}-`)
      sent += Buffer.byteLength(piece)
      yield piece
    }
  }
  yield '</channel></rss>'
}

async function send(url: string, items: readonly string[], bytes: number) {
  let sent = 0
  let products = 0
  const pieces = feedOf(items, bytes)
  const counted = function* () {
    for (const piece of pieces) {
      sent += Buffer.byteLength(piece)
      products += piece.split('<item>').length - 1
      yield piece
    }
  }
  const began = performance.now()
  const answer = await new Promise<string>((resolve, reject) => {
    const headers = { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/rss+xml' }
    const upload = request(`${url}/v1/products/import`, { method: 'POST', headers }, (response) => {
      text(response).then(resolve, reject)
    }).on('error', reject)
    Readable.from(counted()).pipe(upload)
  })
  const seconds = (performance.now() - began) / 1000
  const result = JSON.parse(answer)
  if (result.imported !== products || result.rejectedCount !== 0)
    throw new Error(`${products} sent: ${answer.slice(0, 500)}`)
  return { products, bytes: sent, perSecond: products / seconds }
}

async function rssMbOf(pid: number): Promise<number> {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8')) ?? []
  return Math.round(Number(kilobytes) / 1024)
}

const result = await main(process.argv.slice(2))
console.log(JSON.stringify(result))
if (result.productsPerSecond < LOWEST_PER_SECOND) process.exitCode = 1

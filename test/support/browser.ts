import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import type { TestApp } from './app.ts'

/** Stands for any name by which people reach the service over plain http: browsers are stricter there than on localhost. */
const HOST = 'demo.test'
const SCREENSHOTS = new URL('../../.screenshots/', import.meta.url)

export const DESKTOP = { width: 1280, height: 900 }
export const NARROW = { width: 420, height: 900 }

export type Visit = {
  page: Page
  /** Every address that the page asked for, itself included. */
  requested: string[]
  /** What the console complained about. */
  complaints: string[]
  /** Keeps a picture for people to look at. */
  picture(name: string, options?: { fullPage?: boolean }): Promise<void>
}

export type Browsing = {
  origin: string
  visit(options?: { viewport?: typeof DESKTOP; colorScheme?: 'light' | 'dark' }): Promise<Visit>
  close(): Promise<void>
}

/** Opens a port for the service and a Chromium that can reach nothing else. */
export async function browse(service: TestApp): Promise<Browsing> {
  const address = new URL(await service.app.listen({ port: 0, host: '127.0.0.1' }))
  const browser: Browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      `--host-resolver-rules=MAP ${HOST} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1`,
    ],
  })
  await mkdir(SCREENSHOTS, { recursive: true })
  return {
    origin: `http://${HOST}:${address.port}`,
    async visit({ viewport = DESKTOP, colorScheme = 'light' } = {}) {
      const context = await browser.newContext({ viewport, colorScheme })
      const page = await context.newPage()
      const requested: string[] = []
      const complaints: string[] = []
      page.on('request', (request) => requested.push(request.url()))
      page.on('pageerror', (error) => complaints.push(String(error)))
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
      })
      return {
        page,
        requested,
        complaints,
        picture: async (name, options = {}) =>
          void (await page.screenshot({ path: fileURLToPath(new URL(`${name}.png`, SCREENSHOTS)), ...options })),
      }
    },
    close: () => browser.close(),
  }
}

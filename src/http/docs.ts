import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { PAGE_SCRIPT, PAGE_STYLE } from './docs-page.ts'
import { securitySchemes, transform, transformObject } from './openapi-document.ts'

/** In the order in which people need them: reviewers first, then whoever asks for drafts, then whoever brings data. */
const TAGS = [
  { name: '1. Review', description: 'Read a draft, then approve it, reject it or ask for changes.' },
  { name: '2. Draft', description: 'Ask for a message to one customer.' },
  {
    name: '3. Deliveries',
    description: 'What was sent, what was not, and why. Who must not be written to. Senders that are paused.',
  },
  { name: 'Campaigns', description: 'One message for many people, written anew for each, reviewed in lots.' },
  {
    name: 'Outcomes',
    description: 'What came of messages: bounces, complaints, clicks, replies.',
  },
  { name: 'Customers', description: 'Who they are, what they agreed to, what they did.' },
  { name: 'Signals', description: 'What customers do before they get in touch.' },
  { name: 'Catalogue', description: 'Products and offers: what a message may say.' },
  { name: 'Brand', description: 'Sender, postal address, voice, forbidden phrases.' },
  { name: 'Prompts', description: 'What the model is told.' },
  { name: 'Keys', description: 'Who may do what.' },
  { name: 'Audit', description: 'What was done, by whom and when.' },
  { name: 'Tracking', description: 'For tracking libraries: they send here what they send to Segment, unchanged.' },
]

const OFFLINE = `
> **Offline writer.** No language model is connected: texts come from fixed rules. Set \`MODEL\` to connect one.
`

const describe = (offline: boolean): string => `
1. Press **Authorize**, paste your key, press **Authorize** again and close the box. It is kept in this browser.
2. **List drafts** shows what waits for review. Copy the \`id\` of one and note its \`revision\`.
3. **Read one draft**: \`rendered.text\` is what the customer gets, to the letter; \`findings\` say what the checks saw.
4. **Approve** or **Reject** that revision. An approved message leaves after ten seconds; **Withdraw** takes it back until then.
${offline ? OFFLINE : ''}`

/** Everything is served from here; nothing may be fetched from, sent to or framed by another place. */
const CONTENT_SECURITY_POLICY = {
  'default-src': "'none'",
  'script-src': "'self'",
  // The hash is of the one style attribute in Swagger UI's own page, which hides its icons.
  'style-src': "'self' 'unsafe-hashes' 'sha256-RL3ie0nH+Lzz2YNqQN83mnU0J1ot4QL7b99vMdIX99w='",
  'img-src': "'self' data:",
  'connect-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
}

/** OpenAPI at `/openapi.json` and Swagger UI at `/docs`. */
export async function registerDocs(app: FastifyInstance, options: { offline: boolean }): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Foreword',
        version: '1',
        summary: 'Writes the first word to a customer. A person approves exactly that message before it is sent.',
        description: describe(options.offline),
        license: { name: 'Proprietary', identifier: 'LicenseRef-Proprietary' },
      },
      servers: [{ url: '/' }],
      tags: TAGS,
      components: { securitySchemes },
    },
    transform,
    transformObject,
  })
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: CONTENT_SECURITY_POLICY,
    uiConfig: {
      docExpansion: 'list',
      deepLinking: true,
      persistAuthorization: true,
      tryItOutEnabled: true,
      filter: false,
      defaultModelsExpandDepth: -1,
      defaultModelRendering: 'example',
    },
    theme: {
      title: 'Foreword',
      css: [{ filename: 'page.css', content: PAGE_STYLE }],
      js: [{ filename: 'page.js', content: PAGE_SCRIPT }],
    },
  })
  app.get('/openapi.json', { schema: { hide: true } }, (_request, reply) => reply.send(app.swagger()))
}

import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { transform, transformObject } from './openapi-document.ts'

/** The order of the work: what comes in, what is known, what is written, what is decided, what went out. */
const TAGS = [
  { name: '1. Review', description: 'Read a draft, then approve it, reject it or ask for changes.' },
  { name: '2. Draft', description: 'Ask for a message to one customer.' },
  { name: '3. Deliveries', description: 'What was sent, what was not, and why. Who must not be written to.' },
  { name: 'Customers', description: 'Who they are, what they agreed to, what they did.' },
  { name: 'Signals', description: 'What customers do before they get in touch.' },
  { name: 'Catalogue', description: 'Products and offers: what a message may say.' },
  { name: 'Brand', description: 'Sender, postal address, voice, forbidden phrases.' },
  { name: 'Prompts', description: 'What the model is told.' },
  { name: 'Keys', description: 'Who may do what.' },
]

const describe = (offline: boolean): string => `
Foreword writes the first word to a customer, and a person approves exactly that message before it is sent.

1. Press **Authorize** and paste your key.
2. **1. Review → List drafts** shows what waits for you. Copy an \`id\`, note the \`revision\`.
3. Read \`rendered.text\`: it is what the customer gets, to the letter. \`findings\` say what the checks saw.
4. **Approve** or **Reject** with that revision. An approved message leaves after ten seconds; **Withdraw** takes it back until then.
${offline ? '\n> **Offline writer.** No language model is connected: texts come from fixed rules. Set `MODEL` to connect one.\n' : ''}`

/** OpenAPI at `/openapi.json` and Swagger UI at `/docs`. Nothing in it is fetched from another machine. */
export async function registerDocs(app: FastifyInstance, options: { offline: boolean }): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Foreword',
        version: '1',
        summary: 'The first word to a customer, approved by a person.',
        description: describe(options.offline),
        license: { name: 'Proprietary', url: 'https://foreword.invalid/license' },
      },
      servers: [{ url: '/' }],
      tags: TAGS,
      components: { securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'A Foreword key: fw_…' } } },
    },
    transform: (input) => {
      const result = transform(input)
      const config = (input.route.config ?? {}) as { access?: unknown; writeKey?: boolean }
      const security = config.access === undefined ? [] : [{ key: [] }]
      return { ...result, schema: { ...(result.schema as object), security } as never }
    },
    transformObject,
  })
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: true,
    // The default policy asks for https and blocks the page on plain http; nothing is loaded from elsewhere anyway.
    transformStaticCSP: (header) =>
      header
        .replace(/upgrade-insecure-requests;?/, '')
        .replace("style-src 'self' https:", "style-src 'self' 'unsafe-inline'")
        .replace('validator.swagger.io', '')
        .replaceAll(' https:', ''),
    uiConfig: {
      docExpansion: 'list',
      deepLinking: true,
      persistAuthorization: true,
      tryItOutEnabled: true,
      filter: false,
      displayRequestDuration: true,
      defaultModelsExpandDepth: -1,
      defaultModelRendering: 'example',
    },
    theme: {
      title: 'Foreword',
      css: [
        {
          filename: 'foreword.css',
          content: `
.swagger-ui .topbar { display: none }
.swagger-ui .opblock .opblock-summary-description { font-size: 15px }
.swagger-ui .responses-inner > .responses-table, .swagger-ui .curl-command, .swagger-ui .request-url { display: none }
.swagger-ui .live-responses-table .highlight-code { max-height: 70vh }
.swagger-ui blockquote { border-left: 4px solid #b45309; background: #fffbeb; padding: 8px 12px; margin: 12px 0 }
`,
        },
      ],
    },
  })
  app.get('/openapi.json', { schema: { hide: true } }, (_request, reply) => reply.send(app.swagger()))
}

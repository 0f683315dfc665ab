import { z } from 'zod'
import type { Context } from '../context.ts'
import { problems } from '../http/problem-handler.ts'
import type { App } from '../http/zod-app.ts'
import { BrandPolicy, type VersionedBrand } from './brand.ts'
import { brandNotSet } from './problems.ts'
import { putBrand } from './put-brand.ts'
import { loadBrand } from './store.ts'

const Brand = BrandPolicy.extend({
  version: z.int().meta({ description: 'Grows by one with each change' }),
}).meta({ id: 'Brand' })

const toBrand = ({ version, policy }: VersionedBrand) => ({ ...policy, version })

export function registerBrandRoutes(app: App, context: Context): void {
  app.put(
    '/v1/brand',
    {
      config: { access: ['marketer', 'admin'] },
      schema: {
        tags: ['Brand'],
        operationId: 'putBrand',
        summary: 'Say who writes, from which address, and how',
        description:
          'Sender, name and postal address are needed before anything can be approved. Each change is a new version; older ones are kept.',
        body: BrandPolicy,
        response: {
          200: Brand.describe('The brand as it is now in force'),
          201: Brand.describe('The brand is described for the first time'),
          ...problems(409),
        },
      },
    },
    async ({ body, principal }, reply) => {
      const { isFirst, brand } = await putBrand(context, { policy: body, principal })
      return reply.code(isFirst ? 201 : 200).send(toBrand(brand))
    },
  )

  app.get(
    '/v1/brand',
    {
      config: { access: ['profiles', 'agent', 'marketer', 'admin', 'auditor'] },
      schema: {
        tags: ['Brand'],
        operationId: 'getBrand',
        summary: 'The brand as it is now in force',
        description: 'Who writes, from which address, in which voice, and what is never said.',
        response: { 200: Brand.describe('The brand'), ...problems(404) },
      },
    },
    async () => {
      const brand = await loadBrand(context.db)
      if (brand === null) throw brandNotSet('Describe it with PUT /v1/brand.')
      return toBrand(brand)
    },
  )
}

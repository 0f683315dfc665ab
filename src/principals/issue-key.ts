import { randomBytes } from 'node:crypto'
import { actAs } from '../audit/store.ts'
import type { Context } from '../context.ts'
import { hashKey } from '../http/auth.ts'
import { secretNotRepeated } from '../http/problems.ts'
import { conflict } from '../problem.ts'
import type { PrincipalKind, Role } from './principal.ts'
import { addKey, addPrincipal, findAdminKey } from './store.ts'

export type IssuedKey = { id: string; key: string; name: string; kind: PrincipalKind; roles: Role[] }

/**
 * Makes a key for the principal of that name, and the principal if there is none. Only the key's hash is stored.
 * @param input.id the id that the key is to have; left out, it gets a new one
 * @param input.by who makes it; left out, the service itself
 * @throws conflict when the name belongs to a principal of another kind
 * @throws idempotency-secret-not-repeated when a key of that id was made already
 */
export async function issueKey(
  context: Context,
  input: { name: string; kind: PrincipalKind; roles: Role[]; key?: string; id?: string | undefined; by?: string },
): Promise<IssuedKey> {
  const key = input.key ?? `fw_${randomBytes(32).toString('base64url')}`
  const now = context.now()
  const id = input.id ?? context.newId()
  await context.db.transaction(async (tx) => {
    if (input.by !== undefined) await actAs(tx, input.by)
    const principal = await addPrincipal(tx, {
      id: context.newId(),
      name: input.name,
      kind: input.kind,
      createdAt: now,
    })
    if (principal.kind !== input.kind) throw conflict(`"${input.name}" is a principal of kind ${principal.kind}.`)
    const isNew = await addKey(tx, {
      id,
      principalId: principal.id,
      hash: hashKey(key),
      prefix: key.slice(0, 7),
      roles: [...new Set(input.roles)],
      createdAt: now,
    })
    if (!isNew) throw secretNotRepeated('This key was made before. If it is lost, delete it and make another one.')
  })
  return { id, key, name: input.name, kind: input.kind, roles: input.roles }
}

/**
 * Sees to it that somebody can make keys: with `ADMIN_KEY` that key is the administrator's; without it one is made on the
 * first start and returned, to be shown this once.
 */
export async function ensureAdminKey(
  context: Context,
  adminKey: string | undefined,
  isKnown: (keyHash: string) => Promise<boolean>,
): Promise<string | null> {
  const administrator = { name: 'administrator', kind: 'human', roles: ['admin'] } as const
  if (adminKey !== undefined) {
    if (!(await isKnown(hashKey(adminKey)))) {
      await issueKey(context, { ...administrator, roles: ['admin'], key: adminKey })
    }
    return null
  }
  if (await findAdminKey(context.db)) return null
  return (await issueKey(context, { ...administrator, roles: ['admin'] })).key
}

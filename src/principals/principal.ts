import { z } from 'zod'

/** Who acts: a person, a program that writes with a model, or a plain program. Only a `human` ever decides. */
export const PrincipalKind = z.enum(['human', 'ai_agent', 'system']).meta({ id: 'PrincipalKind' })
export type PrincipalKind = z.infer<typeof PrincipalKind>

export const Role = z.enum(['ingest', 'profiles', 'agent', 'marketer', 'admin', 'auditor']).meta({ id: 'Role' })
export type Role = z.infer<typeof Role>

/** The caller of a request: one principal, with the roles of the key it used. */
export type Principal = { id: string; name: string; kind: PrincipalKind; roles: Role[]; keyId: string }

export const hasRole = (principal: Pick<Principal, 'roles'>, ...roles: Role[]): boolean =>
  roles.some((role) => principal.roles.includes(role))

import type { AirtableScope } from './emulator.ts'
import type { Limiter } from './limiter.ts'
import { type Answer, refusals } from './refusals.ts'
import type { AirtableOperation } from './request.ts'
import type { RawRequest } from './route.ts'

/** What a request must get past before it is done. */
export interface Gate {
  /** Null where it may pass, otherwise what it is answered. */
  refusal(raw: RawRequest, operation: AirtableOperation, base: string, at: number): Answer | null
}

interface Keys {
  readonly base: string
  readonly token: string
  readonly scopes: readonly AirtableScope[]
}

/** D */
const longestUrl = 16_000
/** U */
const longestBody = 2 ** 21

const scopeOf: Readonly<Record<AirtableOperation, AirtableScope | null>> = {
  list: 'data.records:read',
  get: 'data.records:read',
  create: 'data.records:write',
  update: 'data.records:write',
  replace: 'data.records:write',
  upsert: 'data.records:write',
  delete: 'data.records:write',
  schema: 'schema.bases:read',
  create_table: 'schema.bases:write',
  create_field: 'schema.bases:write',
  unknown: null,
}
const ofSchema: ReadonlySet<AirtableOperation> = new Set(['schema', 'create_table', 'create_field'])

export const createGate = ({ base, token, scopes }: Keys, limiter: Limiter): Gate => ({
  refusal: (raw, operation, asked, at) => {
    const isSchema = ofSchema.has(operation)
    if (raw.url.href.length > longestUrl) return refusals.uriTooLong
    if (raw.body.length > longestBody) return refusals.tooLarge
    if (raw.authorization !== `Bearer ${token}`) return refusals.authenticationRequired
    const limited = limiter.admit(at, isSchema)
    if (limited || operation === 'unknown') return limited
    const scope = scopeOf[operation]
    const isHeld = asked === base && (scope === null || scopes.includes(scope))
    if (isHeld) return null
    return isSchema ? refusals.schemaNotFound : refusals.notPermitted
  },
})

import * as z from 'zod/mini'
import type { InviteError } from '../domain/errors.ts'
import { invalidField } from '../domain/invalid-field.ts'
import { delivery, id, parse, secret } from '../service/input.ts'
import type { MaybeTokens } from '../service/sessions/open-session.ts'
import { issuedTokens } from './carry.ts'
import type { Call, Reply } from './route.ts'

type Body = Readonly<Record<string, unknown>>

/** A secret from a link, and nothing else. */
export const tokenOnly = z.strictObject({ token: secret })

/** How a link travels. */
export const delivered = z.strictObject({ delivery: z.exactOptional(delivery) })

/** Whether the answer logs in: it does, unless the caller says no. */
export const withSession = z.strictObject({ session: z._default(z.boolean(), true) })

/** Whose link is to be made, and how it travels. */
export const linkFor = z.strictObject({ accountId: id, delivery: z.exactOptional(delivery) })

/** Whose it is; one's own where nothing is said. */
export const ofAccount = z.strictObject({ accountId: z.exactOptional(id) })

/** What came, as the input of the verb that checks it. The one cast of the HTTP layer: before a check, not in place of one. */
export const unchecked = <T>(body: Body): T => body as T

/** Takes the fields apart that are options of a verb, and checks them. The rest goes on as it came. */
export function split<S extends z.ZodMiniObject>(
  body: Body,
  schema: S,
): { readonly input: Body; readonly options: z.output<S> } {
  const isOption = ([name]: readonly [string, unknown]) => Object.hasOwn(schema.shape, name)
  const entries = Object.entries(body)
  return {
    input: Object.fromEntries(entries.filter((entry) => !isOption(entry))),
    options: parse(schema, Object.fromEntries(entries.filter(isOption))),
  }
}

const bare = z.strictObject({})

/** Refuses whatever a body says on a route that takes nothing from it. */
export const checkBare = (body: Body): unknown => parse(bare, body)

/** The option of a verb that the header `Idempotency-Key` stands for. */
export const keyed = ({ idempotencyKey }: Call): { readonly idempotencyKey?: string } =>
  idempotencyKey === undefined ? {} : { idempotencyKey }

/** A segment of the path. */
export const param = ({ params }: Call, name: string): string => params[name] ?? ''

/** A name comes from outside as well: it is said again only where it looks like one. */
export const repeatedField = (name: string, otherwise: string): InviteError =>
  invalidField(/^[\w.-]{1,40}$/.test(name) ? name : otherwise, 'repeated')

/** The query of a list, with its limit as a number. */
export function listQuery<T>({ query: { limit, ...query } }: Call): T {
  return unchecked({
    ...query,
    ...(limit === undefined ? {} : { limit: /^\d{1,9}$/.test(limit) ? Number(limit) : limit }),
  })
}

/** The answer of a verb that may have logged somebody in: the tokens go where they are carried. */
export function loggedIn({ inBody }: Call, result: MaybeTokens): Reply {
  const { sessionToken: _, tokenExpiresAt: __, refreshToken: ___, ...body } = result
  const tokens = issuedTokens(result)
  return tokens === null ? { body } : { body: { ...body, ...inBody(tokens) }, tokens }
}

/** What is answered where there is nothing to tell. */
export const OK: Reply = { body: { ok: true } }

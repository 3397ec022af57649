import type { InviteError } from '../domain/errors.ts'
import { invalidField } from '../domain/invalid-field.ts'
import { delivery, id, parse, secret, z } from '../service/input.ts'

type Body = Readonly<Record<string, unknown>>

/** A secret from a link, and nothing else. */
export const tokenOnly = z.strictObject({ token: secret })

/** How a link travels. */
export const delivered = z.strictObject({ delivery: z.exactOptional(delivery) })

/** Whether the answer logs in: it does, unless the caller says no. */
export const withSession = z.strictObject({ session: z._default(z.boolean(), true) })

/** Whose link is to be made, and how it travels. */
export const linkFor = z.strictObject({ accountId: id, delivery: z.exactOptional(delivery) })

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
export const keyed = (idempotencyKey: string | undefined): { readonly idempotencyKey?: string } =>
  idempotencyKey === undefined ? {} : { idempotencyKey }

/** A name comes from outside as well: it is said again only where it looks like one. */
export const repeatedField = (name: string, otherwise: string): InviteError =>
  invalidField(/^[\w.-]{1,40}$/.test(name) ? name : otherwise, 'repeated')

/** The query of a list, with its limit as a number. */
export function listQuery<T>({ limit, ...query }: Readonly<Record<string, string>>): T {
  return unchecked({
    ...query,
    ...(limit === undefined ? {} : { limit: /^\d{1,9}$/.test(limit) ? Number(limit) : limit }),
  })
}

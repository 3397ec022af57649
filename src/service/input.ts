import * as z from 'zod/mini'
import { milliseconds } from '../domain/duration.ts'
import { canonicalDomain, canonicalEmail } from '../domain/email.ts'
import { InviteError } from '../domain/errors.ts'
import type { FieldCode, FieldError } from '../domain/field-errors.ts'
import type { Json, JsonValue } from '../domain/records.ts'
import { canonicalUsername } from '../domain/username.ts'

/** Checks input by its schema; throws `invalid_input` with the name of every wrong field. */
export const parse = <S extends z.ZodMiniType>(schema: S, value: unknown): z.output<S> => parseAt([], schema, value)

/** Checks one value that stands for itself, such as an id in a path, under its name. */
export const parseField = <S extends z.ZodMiniType>(field: string, schema: S, value: unknown): z.output<S> =>
  parseAt([field], schema, value)

function parseAt<S extends z.ZodMiniType>(path: readonly string[], schema: S, value: unknown): z.output<S> {
  const result = z.safeParse(schema, value)
  if (result.success) return result.data
  throw new InviteError('invalid_input', {
    fields: result.error.issues.flatMap((issue) => fieldErrors(path, issue, value)).slice(0, 20),
  })
}

function fieldErrors(above: readonly string[], issue: z.core.$ZodIssue, value: unknown): FieldError[] {
  const path = [...above, ...issue.path.map(String)]
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ field: [...path, short(key)].join('.'), code: 'unknown_field' }))
  const code = issue.code === 'custom' ? (issue.message as FieldCode) : codeOf(issue, at(value, issue.path))
  return [{ field: path.join('.') || 'body', code }]
}

/** An unknown key comes from outside: only so much of it is said again. */
const short = (key: string): string => key.replace(/[^\w.-]/g, '?').slice(0, 40)

const at = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  )

const codes: { readonly [code in string]?: FieldCode } = {
  too_small: 'too_small',
  too_big: 'too_large',
  invalid_value: 'unknown',
}

function codeOf(issue: z.core.$ZodIssue, value: unknown): FieldCode {
  if (value === undefined) return 'required'
  return codes[issue.code ?? ''] ?? 'invalid_type'
}

const isClean = (value: string): boolean => value.isWellFormed() && !/\p{Cc}/u.test(value)

/** A line of text: well-formed Unicode without control characters, at most so many UTF-16 units. */
export const text = (maximum: number) =>
  z.string().check(z.minLength(1), z.maxLength(maximum), z.refine(isClean, 'invalid_characters'))

const canonical = <T>(make: (value: string) => T | null, code: FieldCode) =>
  z.pipe(
    z.string(),
    z.transform((value: string, context) => {
      const made = make(value)
      if (made === null) context.issues.push({ code: 'custom', message: code, input: value })
      return made as T
    }),
  )

export const email = canonical(canonicalEmail, 'invalid_email')
export const domain = canonical(canonicalDomain, 'invalid_domain')
export const username = canonical(canonicalUsername, 'invalid_username')

/** A password as it was typed. Its rules are the policy's; here only what no hash should ever see. */
export const password = z
  .string()
  .check(z.refine((value) => value.isWellFormed() && !value.includes('\0'), 'invalid_characters'))

const MAX_JSON = 8192
const MAX_DEPTH = 4

/** An object of the host's: plain JSON, at most 8 KiB and four levels. */
export const json = z.pipe(
  z.custom<Json>((value) => typeof value === 'object' && value !== null && !Array.isArray(value), 'invalid_type'),
  z.transform((value: Json, context) => {
    if (!isPlain(value, MAX_DEPTH)) context.issues.push({ code: 'custom', message: 'invalid_json', input: value })
    else if (JSON.stringify(value).length > MAX_JSON)
      context.issues.push({ code: 'custom', message: 'too_large', input: value })
    return value
  }),
)

function isPlain(value: unknown, depth: number): value is JsonValue {
  if (value === null || typeof value === 'boolean') return true
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0')
  if (typeof value !== 'object' || depth === 0) return false
  if (Array.isArray(value)) return value.every((item) => isPlain(item, depth - 1))
  return Object.entries(value).every(
    ([key, item]) => key !== '__proto__' && isPlain(key, 1) && isPlain(item, depth - 1),
  )
}

/** A length of time in milliseconds; `'7d'` or named units. */
export const duration = z.pipe(
  z.unknown(),
  z.transform((value: unknown, context) => {
    const length = milliseconds(value)
    if (length === null) context.issues.push({ code: 'custom', message: 'invalid_duration', input: value })
    return length ?? 0
  }),
)

export const scope = text(200)
export const id = text(200)
export const locale = z.enum(['en', 'fr'])
export const delivery = z.enum(['mail', 'link', 'both'])
export const flags = z.array(text(100)).check(z.maxLength(500))
export const idempotencyKey = text(200)
export const secret = z.string().check(z.maxLength(500))

/** Where a page starts and how long it is (1 to 100 rows, 50 by default). */
export const page = { after: z.optional(id), limit: z._default(z.number().check(z.int(), z.gte(1), z.lte(100)), 50) }

import { InviteError } from '../domain/errors.ts'
import type { FieldError } from '../domain/field-errors.ts'

/** Where one field of a contract goes. */
export interface FieldRule {
  /** The field of the verb's input; a dot leads inside (`profile.name`). The same name when left out. */
  readonly to?: string
  /** Must be there, and say something. */
  readonly required?: boolean
  /** Makes what the verb takes of what was sent. What it cannot use it leaves as it is: the verb refuses it. */
  readonly as?: (value: unknown) => unknown
  /** Goes nowhere: it must say what this other field says, such as a password that was typed twice. */
  readonly sameAs?: string
}

/** The fields of a contract, each with its place in the verb's input; `:id` is a segment of the path. Two that lead to one place must say the same. */
export type FieldMap = Readonly<Record<string, string | FieldRule>>

type Fields = Readonly<Record<string, unknown>>

const ruleOf = (name: string, given: string | FieldRule): FieldRule & { readonly to: string } => {
  const { to = name.replace(/^:/, ''), ...rule } = typeof given === 'string' ? { to: given } : given
  return { ...rule, to }
}

/** Makes the verb's input of what was sent; refuses with the contract's own names (`invalid_input`). */
export function toInput(map: FieldMap, sent: Fields, params: Readonly<Record<string, string>>): Fields {
  const input: Record<string, unknown> = {}
  const wrong: FieldError[] = Object.keys(sent)
    .filter((name) => !Object.hasOwn(map, name) || name.startsWith(':'))
    .map((name) => ({ field: name.replace(/[^\w.-]/g, '?').slice(0, 40), code: 'unknown_field' }))
  for (const [name, given] of Object.entries(map)) {
    const { to, required, as, sameAs } = ruleOf(name, given)
    const value = name.startsWith(':') ? params[name.slice(1)] : Object.hasOwn(sent, name) ? sent[name] : undefined
    if (required && (value === undefined || value === null || value === ''))
      wrong.push({ field: name, code: 'required' })
    else if (sameAs !== undefined && value !== sent[sameAs]) wrong.push({ field: name, code: 'wrong' })
    else if (sameAs === undefined && value !== undefined && !put(input, to.split('.'), as ? as(value) : value))
      wrong.push({ field: name, code: 'repeated' })
  }
  if (wrong.length > 0) throw new InviteError('invalid_input', { fields: wrong.slice(0, 20) })
  return input
}

/** False where something else is there already. */
function put(input: Record<string, unknown>, [first = '', ...rest]: readonly string[], value: unknown): boolean {
  if (rest.length > 0) {
    input[first] ??= {}
    return put(input[first] as Record<string, unknown>, rest, value)
  }
  const free = !Object.hasOwn(input, first)
  if (free) input[first] = value
  return free || input[first] === value
}

/** A refusal of the verb, with the contract's names in the place of the verb's. */
export function withNamesOf(map: FieldMap, error: InviteError): InviteError {
  const { fields, ...params } = error.params
  if (fields === undefined) return error
  const places = Object.entries(map).map(([name, given]) => ({
    name: name.replace(/^:/, ''),
    to: ruleOf(name, given).to,
  }))
  const named = (field: string): string => {
    const place = places.find(({ to }) => field === to || field.startsWith(`${to}.`))
    return place === undefined ? field : place.name + field.slice(place.to.length)
  }
  return new InviteError(error.code, { ...params, fields: fields.map((one) => ({ ...one, field: named(one.field) })) })
}

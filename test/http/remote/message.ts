/** Where the header with the setting of a remote world travels. */
export const WORLD = 'x-test-world'

/** What a request tells the process that serves it: which world it is for, what time it is there, and how to ask the test. */
export interface Setting {
  readonly id: string
  /** Where the test answers calls. */
  readonly url: string
  /** Epoch milliseconds. */
  readonly now: number
  /** The address that the test's rule for proxies would find; null where it has none. */
  readonly address: string | null
  /** The options of the service and of the mount, and the contract in front of the routes, as `packed` has them. */
  readonly service: unknown
  readonly mount: unknown
  readonly contract: unknown
}

/** How a call ended over there. */
export type Ending =
  | { readonly value: unknown }
  | { readonly refusal: { readonly code: string; readonly params: object } }
  | { readonly error: string }

/** What becomes of each function on its way: it is called by this name. */
export type Functions = Map<string, (...args: readonly unknown[]) => unknown>

/** Options as JSON: what it cannot say has a name for a key, and functions are put aside. */
export function packed(value: unknown, name: string, functions: Functions): unknown {
  const inner = (one: unknown, key: string | number) => packed(one, `${name}.${key}`, functions)
  if (typeof value === 'function') {
    functions.set(name, value as never)
    return { $call: name }
  }
  if (typeof value === 'bigint') return { $bigint: String(value) }
  if (value instanceof Map) return { $map: [...value].map(inner) }
  if (value instanceof Set) return { $set: [...value].map(inner) }
  if (Array.isArray(value)) return value.map(inner)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, inner(one, key)]))
}

/** The options again, with a function that calls over the wire in the place of each. */
export function unpacked(value: unknown, call: (name: string) => unknown): unknown {
  const inner = (one: unknown): unknown => unpacked(one, call)
  if (Array.isArray(value)) return value.map(inner)
  if (typeof value !== 'object' || value === null) return value
  const [[key, one] = ['', null]] = Object.entries(value)
  if (key === '$call') return call(String(one))
  if (key === '$bigint') return BigInt(one)
  if (key === '$map') return new Map(inner(one) as [unknown, unknown][])
  if (key === '$set') return new Set(inner(one) as unknown[])
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, inner(each)]))
}

/** Where the header with the setting of a remote world travels. */
export const WORLD = 'x-test-world'

/** What stands in the place of a function that the test has. */
export interface FunctionAt {
  readonly $call: string
}

/** What a request tells the process that serves it: which world it is for, what time it is there, and how to ask the test. */
export interface Setting {
  readonly id: string
  /** Where the test answers calls. */
  readonly url: string
  /** Epoch milliseconds. */
  readonly now: number
  /** The address that the test's rule for proxies would find; null where it has none. */
  readonly address: string | null
  /** The options of the service and of the mount, with a `FunctionAt` in the place of each function. */
  readonly service: unknown
  readonly mount: unknown
}

/** How a call ended over there. */
export type Ending =
  | { readonly value: unknown }
  | { readonly refusal: { readonly code: string; readonly params: object } }
  | { readonly error: string }

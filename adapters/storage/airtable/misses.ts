import type { Inputs, Plan, Snapshot, Source } from '../../../src/index.ts'

/** Whether an account was looked for by its id or address, and not found. */
export function misses<P extends Plan>(plan: P, inputs: readonly Inputs[], found: readonly Snapshot<P>[]): boolean {
  const names = Object.entries(plan).filter(
    ([, { record, by }]) => record === 'account' && ('id' in by || 'email' in by),
  )
  return found.some((snapshot, n) =>
    names.some(([name, { by }]) => {
      const sources = Object.values<Source | readonly Source[] | undefined>(by).flatMap((source) => source ?? [])
      return snapshot[name] === null && sources.some((source) => valueIn(source as Source, inputs[n] ?? {}, snapshot))
    }),
  )
}

function valueIn(source: Source, inputs: Inputs, snapshot: { readonly [name: string]: object | null }): unknown {
  if ('fixed' in source) return source.fixed
  return 'input' in source ? inputs[source.input] : Reflect.get(snapshot[source.of] ?? {}, source.field)
}

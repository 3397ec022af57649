/** A value as text in which the order of an object's keys does not count. */
const asText = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  ) ?? 'undefined'

const SHOWN = 600 // characters of a value in a message

const shown = (value: unknown): string => {
  const text = asText(value)
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text
}

/** Whether two values are equal as data. */
export const isSame = (a: unknown, b: unknown): boolean => asText(a) === asText(b)

/** Throws what must hold where it does not. */
export function holds(condition: boolean, promise: string): void {
  if (!condition) throw new Error(promise)
}

/** Throws where two values are not equal as data. */
export function same(actual: unknown, expected: unknown, promise: string): void {
  holds(isSame(actual, expected), `${promise}: expected ${shown(expected)}, got ${shown(actual)}`)
}

/** The same thing many times. */
export const times = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n))

/** How often each text came. */
export function counted(texts: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const text of texts) counts[text] = (counts[text] ?? 0) + 1
  return counts
}

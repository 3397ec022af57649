// No text of a person ever enters a formula: only numbers and what matches these patterns.
const fieldName = /^[^{}\\\r\n]{1,255}$/
const hash = /^(?:[a-z0-9][a-z0-9_-]{0,15}:)?[0-9a-f]{64}$/
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Whether a text may be looked for by a formula: a hash in hex, perhaps behind the name of its pepper, or a UUID. */
export const isFormulaValue = (value: string): boolean => hash.test(value) || uuid.test(value)

export const isFieldName = (name: unknown): name is string => typeof name === 'string' && fieldName.test(name)

/** Rows whose number in a field is greater. */
export function greaterThan(field: string, number: number): string {
  if (!isFieldName(field) || !Number.isSafeInteger(number) || number < 0)
    throw new TypeError('A formula takes a field and a whole number')
  return `{${field}}>${number}`
}

/** Rows that have one of these values in a field. */
export function oneOf(field: string, values: readonly string[]): string {
  if (!isFieldName(field) || values.length === 0 || !values.every(isFormulaValue))
    throw new TypeError('A formula takes a field, and hashes or UUIDs')
  const terms = values.map((value) => `{${field}}='${value}'`)
  return terms.length === 1 ? terms.join() : `OR(${terms.join(',')})`
}

const number = /^\{seq\}>\d+$/
const value = String.raw`\{[\w ]+\}='(?:(?:[a-z0-9][a-z0-9_-]{0,15}:)?[0-9a-f]{64}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})'`
const values = new RegExp(`^(?:${value}|OR\\(${value}(?:,${value})*\\))$`)

/** Whether a formula has nothing in it but fields, numbers, hashes and UUIDs. */
export const isInnocent = (formula: string): boolean => number.test(formula) || values.test(formula)

/**
 * A `fetch` that looks at every request of the suite: no text of a person is in a formula or a path, and no redirect would
 * be followed. What is wrong ends the test that sent it.
 */
export const inspected =
  (fetch: typeof globalThis.fetch): typeof globalThis.fetch =>
  async (input, init) => {
    const { pathname, searchParams } = new URL(String(input))
    const wrong = [
      ...searchParams.getAll('filterByFormula').flatMap((one) => (isInnocent(one) ? [] : [`the formula ${one}`])),
      ...(/^\/v0\/(?:meta\/bases\/)?app\w{14}(?:\/[\w%.-]+){0,3}$/.test(pathname) ? [] : [`the path ${pathname}`]),
      ...(init?.redirect === 'error' ? [] : ['a redirect that is followed']),
      ...(/"(?:filterByFormula|formula)"/.test(String(init?.body ?? '')) ? ['a formula in a body'] : []),
    ]
    if (wrong.length > 0) throw new TypeError(`A request must not have ${wrong.join(' or ')}`)
    return fetch(input, init)
  }

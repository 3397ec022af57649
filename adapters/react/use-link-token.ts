import { useEffect, useState } from 'react'

/** Where a link carries its token. */
export interface LinkTokenOptions {
  /** The name of the query's parameter, where the link has it there; behind the `#` when left out. */
  readonly query?: string
}

const KEPT = 'invitekitLinkToken'

/**
 * The token of the link that opened the page; null until the page runs, and for a page without one. It is taken out of
 * the address at once, so that no bookmark, list of visited pages or Referer keeps it (ASVS 14.2.1), and stays with this one
 * entry of the tab's history: a reload and the way back find it, and nothing else does.
 *
 * @example
 * const token = useLinkToken({ query: 'token' })
 */
export function useLinkToken({ query }: LinkTokenOptions = {}): string | null {
  const [token, setToken] = useState<string | null>(null)
  useEffect(() => setToken(taken(query) ?? kept()), [query])
  return token
}

function taken(query: string | undefined): string | null {
  const url = new URL(window.location.href)
  const found = query === undefined ? decoded(url.hash.slice(1)) : url.searchParams.get(query)
  if (!found) return null
  if (query === undefined) url.hash = ''
  else url.searchParams.delete(query)
  // A router keeps its own things in the same state.
  window.history.replaceState({ ...window.history.state, [KEPT]: found }, '', url)
  return found
}

function kept(): string | null {
  const token: unknown = window.history.state?.[KEPT]
  return typeof token === 'string' ? token : null
}

/** A link that was cut in the middle is a wrong one, which the server says; it is no reason to show nothing. */
function decoded(fragment: string): string {
  try {
    return decodeURIComponent(fragment)
  } catch {
    return fragment
  }
}

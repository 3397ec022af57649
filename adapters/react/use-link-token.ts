import { useEffect, useState } from 'react'

/** Where a link carries its token. */
export interface LinkTokenOptions {
  /** The name of the query's parameter, where the link has it there; behind the `#` when left out. */
  readonly query?: string
}

/**
 * The token of the link that opened the page; null until the page runs, and for a page without one. It is taken out of
 * the address at once, so that no bookmark, history or Referer keeps it (ASVS 14.2.1).
 *
 * @example
 * const token = useLinkToken({ query: 'token' })
 */
export function useLinkToken({ query }: LinkTokenOptions = {}): string | null {
  const [token, setToken] = useState<string | null>(null)
  useEffect(() => {
    const url = new URL(window.location.href)
    const found = query === undefined ? decodeURIComponent(url.hash.slice(1)) : url.searchParams.get(query)
    if (!found) return
    if (query === undefined) url.hash = ''
    else url.searchParams.delete(query)
    window.history.replaceState(window.history.state, '', url)
    setToken(found)
  }, [query])
  return token
}

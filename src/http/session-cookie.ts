/** The session's cookie: readable by no script, sent by no other site's form, bound to this host. */
export interface SessionCookie {
  read(headers: Headers): string | null
  set(token: string): string
  clear(): string
}

/** `__Host-ik` and Secure (RFC 6265bis, 4.1.3.2); on plain http, which only loopback may be, a plain name. */
export function createSessionCookie(baseUrl: string, lifetime: number): SessionCookie {
  const secure = baseUrl.startsWith('https:')
  const name = secure ? '__Host-ik' : 'ik'
  const attributes = `Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`
  return {
    read: (headers) => {
      const found = (headers.get('cookie') ?? '')
        .split(';')
        .map((pair) => pair.trim())
        .filter((pair) => pair.startsWith(`${name}=`))
      // Two of one name are somebody's attempt to plant one.
      return found.length === 1 ? (found[0]?.slice(name.length + 1) ?? null) : null
    },
    set: (token) => `${name}=${token}; Max-Age=${Math.floor(lifetime / 1000)}; ${attributes}`,
    clear: () => `${name}=; Max-Age=0; ${attributes}`,
  }
}

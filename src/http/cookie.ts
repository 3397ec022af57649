/** A cookie as an answer sets it: readable by no script, sent by no other site's form, bound to this host. */
export interface SetCookie {
  /** `__Host-ik`, `__Host-ik-refresh`; without `__Host-` on plain http, which only loopback may be. */
  readonly name: string
  /** A token; empty to clear it. */
  readonly value: string
  /** Seconds. */
  readonly maxAge: number
  /** The whole host. */
  readonly path: '/'
  /** Out of the reach of scripts. */
  readonly httpOnly: true
  /** Sent along with links from elsewhere, not with forms. */
  readonly sameSite: 'lax'
  /** Over https alone. */
  readonly secure: boolean
}

export interface Cookie {
  read(headers: Headers): string | null
  set(value: string): SetCookie
  clear(): SetCookie
}

/** `__Host-` and Secure (RFC 6265bis, 4.1.3.2); on plain http, which only loopback may be, the plain name. */
export function createCookie(plainName: string, baseUrl: string, lifetime: number): Cookie {
  const secure = baseUrl.startsWith('https:')
  const name = secure ? `__Host-${plainName}` : plainName
  const attributes = { path: '/', httpOnly: true, sameSite: 'lax', secure } as const
  return {
    read: (headers) => {
      const found = (headers.get('cookie') ?? '')
        .split(';')
        .map((pair) => pair.trim())
        .filter((pair) => pair.startsWith(`${name}=`))
      // Two of one name are somebody's attempt to plant one.
      return found.length === 1 ? (found[0]?.slice(name.length + 1) ?? null) : null
    },
    set: (value) => ({ name, value, maxAge: Math.floor(lifetime / 1000), ...attributes }),
    clear: () => ({ name, value: '', maxAge: 0, ...attributes }),
  }
}

/** A cookie as the value of `Set-Cookie`. */
export const setCookieHeader = ({ name, value, maxAge, secure }: SetCookie): string =>
  `${name}=${value}; Max-Age=${maxAge}; Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`

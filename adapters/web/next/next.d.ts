// What is used of Next.js: a peer that is far too heavy to be installed for its types.

declare module 'next/headers' {
  interface CookieAttributes {
    readonly httpOnly: boolean
    readonly maxAge: number
    readonly path: string
    readonly sameSite: 'lax'
    readonly secure: boolean
  }
  export function headers(): Promise<Headers>
  export function cookies(): Promise<{ set(name: string, value: string, attributes: CookieAttributes): unknown }>
}

declare module 'next/navigation' {
  export function redirect(path: string): never
}

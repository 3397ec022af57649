import { type NextRequest, NextResponse } from 'next/server'
import { pageHeaders } from '../shared/page-headers.ts'

/** The headers of every page. Its scripts are known by a number that is used once. */
export function proxy(request: NextRequest): NextResponse {
  const nonce = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))))
  const policy = `${pageHeaders['content-security-policy']}; script-src 'self' 'nonce-${nonce}' 'strict-dynamic'`
  const headers = new Headers(request.headers)
  headers.set('content-security-policy', policy)
  const response = NextResponse.next({ request: { headers } })
  for (const [name, value] of Object.entries(pageHeaders)) response.headers.set(name, value)
  response.headers.set('content-security-policy', policy)
  response.headers.set('cache-control', 'no-store')
  return response
}

export const config = { matcher: '/((?!api/|dev/|_next/static/|icon.svg).*)' }

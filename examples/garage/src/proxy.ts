import { type NextRequest, NextResponse } from 'next/server'
import { pageHeaders } from '../../shared/page-headers.ts'
import { settings } from './settings.ts'

/** The headers of every page. Its scripts are known by a number that is used once. */
export function proxy(request: NextRequest): NextResponse {
  const nonce = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))))
  const policy = `${pageHeaders['content-security-policy']}; script-src 'self' 'nonce-${nonce}' 'strict-dynamic'`
  const headers = new Headers(request.headers)
  headers.set('content-security-policy', policy)
  const origin = ownOrigin(headers)
  if (origin !== null) headers.set('origin', origin)
  const response = NextResponse.next({ request: { headers } })
  for (const [name, value] of Object.entries(pageHeaders)) response.headers.set(name, value)
  response.headers.set('content-security-policy', policy)
  response.headers.set('cache-control', 'no-store')
  return response
}

/**
 * A form of a page that sends no referrer says `Origin: null` where scripts are off. Which site it is from is then said
 * by `Sec-Fetch-Site`, which no page can write: a frame without an origin is `cross-site` there.
 */
function ownOrigin(headers: Headers): string | null {
  if (headers.get('origin') !== 'null' || headers.get('sec-fetch-site') !== 'same-origin') return null
  return `${new URL(settings.baseUrl).protocol}//${headers.get('host')}`
}

export const config = { matcher: '/((?!api/|dev/|_next/static/|icon.svg).*)' }

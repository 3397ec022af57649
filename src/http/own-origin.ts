/**
 * Whether a state-changing request may come from where it says (ASVS 3.5.1). A foreign or `null` origin may not, unless the
 * browser itself calls it `same-origin`: so it does for a form on a page that sends no referrer. A request with neither
 * `Origin` nor `Sec-Fetch-Site` comes from no browser, so that a documented curl call works.
 * Loopback names of one port are one origin, for development.
 */
export function isOwnOrigin(headers: Headers, baseUrl: string): boolean {
  const origin = headers.get('origin')
  const site = headers.get('sec-fetch-site')
  if (origin === 'null') return site === 'same-origin'
  if (origin !== null) return sameOrigin(origin, new URL(baseUrl))
  return site === null || site === 'same-origin' || site === 'none'
}

function sameOrigin(origin: string, base: URL): boolean {
  if (origin === base.origin) return true
  if (!URL.canParse(origin)) return false
  const url = new URL(origin)
  return (
    url.protocol === base.protocol && url.port === base.port && isLoopback(url.hostname) && isLoopback(base.hostname)
  )
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host)

/**
 * The client's address behind so many proxies of the host's own: each adds the address that it saw at the end of
 * `X-Forwarded-For`, so the client's is the one that the first of them added, counted from the right. What stands to the
 * left of it came with the request and proves nothing. Where the header is too short, the socket's address stands.
 *
 * @param hops - how many proxies there are between the client and this server, 1 or more
 *
 * @example
 * const handler = createFetchHandler(service, { clientAddress: forwardedFor(1) })
 */
export function forwardedFor(hops: number): (request: Request, socket: string | null) => string | null {
  if (!Number.isInteger(hops) || hops < 1) throw new TypeError('"hops" must be the number of proxies, 1 or more')
  return ({ headers }, socket) => {
    const seen = headers.get('x-forwarded-for')?.split(',') ?? []
    return addressIn(seen.at(-hops)?.trim() ?? '') ?? socket
  }
}

/** Some proxies write the port behind the address. */
function addressIn(text: string): string | null {
  const bare = /^(?:\[([\da-f:.]+)\]|(\d+(?:\.\d+){3}))(?::\d+)?$/i.exec(text)
  const address = bare?.[1] ?? bare?.[2] ?? text
  return /^[\da-f:.]{2,45}$/i.test(address) ? address : null
}

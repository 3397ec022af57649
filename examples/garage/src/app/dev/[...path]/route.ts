import { pageHeaders } from '../../../../../shared/page-headers.ts'
import { shared } from '../../../product.ts'

/** The development mailbox: where mails are really sent there is none. */
export function GET(request: Request): Response {
  const answer = shared().mailbox?.(new URL(request.url).pathname)
  if (answer === undefined) return new Response('Il n’y a rien ici.\n', { status: 404 })
  return new Response(answer.body, {
    headers: { ...pageHeaders, 'content-type': answer.type, 'cache-control': 'no-store' },
  })
}

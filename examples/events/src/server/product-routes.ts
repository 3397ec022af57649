import { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { InviteService } from 'invitekit'
import { requireSession } from 'invitekit/hono'
import { createSessionGuard } from 'invitekit/http'
import type { Flag } from '../permissions.ts'
import { type ContractDirectory, organizationsOf } from '../placing.ts'
import type { Role } from '../roles.ts'
import { isWatched, type SecurityEvent, type SecurityLog } from './security-log.ts'

/** How often a stream shows that it lives, and asks whether its watcher still may. */
const HEARTBEAT = 10_000

/** The product's own routes, behind the same sessions: its organisations, and its security log as it happens. */
export function productRoutes(
  service: InviteService<Flag, Role>,
  directory: ContractDirectory,
  log: SecurityLog,
  closing: AbortSignal,
) {
  const guard = createSessionGuard(service)

  /** The scopes whose log somebody may watch now; none for who is logged out, suspended or no administrator. */
  async function watched(headers: Headers): Promise<readonly string[]> {
    const session = await guard.session(headers, { changes: false })
    if (session === null) return []
    const { memberships } = await service.accounts.get(session.actor.id, { actor: session.actor })
    return memberships.filter(({ flags }) => flags.includes('security.watch')).map(({ scope }) => scope)
  }

  return new Hono()
    .get('/organizations', requireSession(service), async (context) => {
      const { actor } = context.get('session')
      return context.json(await organizationsOf(service as unknown as InviteService, actor, directory))
    })
    .get('/security/events', requireSession(service), async (context) => {
      const { headers } = context.req.raw
      const scopes = await watched(headers)
      if (scopes.length === 0) return context.json({ code: 'forbidden' }, 403)
      return streamSSE(context, async (stream) => {
        const send = (event: SecurityEvent) =>
          stream.writeSSE({ id: String(event.id), event: 'security', data: JSON.stringify(event) })
        const count = () =>
          stream.writeSSE({
            event: 'counters',
            data: JSON.stringify({ since: log.since, counters: log.counters(scopes) }),
          })
        // What happens while the first ones are written waits its turn: a stream writes in order.
        const end = log.watch((event) => {
          if (isWatched(scopes, event)) void send(event).then(count)
        })
        stream.onAbort(end)
        const isOver = () => stream.aborted || closing.aborted
        await count()
        for (const event of log.recent(scopes, Number(headers.get('last-event-id') ?? 0))) await send(event)
        while (!isOver()) {
          await stream.writeSSE({ event: 'alive', data: '' })
          await stream.sleep(HEARTBEAT)
          if (!isOver() && (await watched(headers)).join() !== scopes.join()) break
        }
        end()
      })
    })
}

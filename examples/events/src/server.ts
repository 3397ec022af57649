import { serve } from '@hono/node-server'
import { getConnInfo } from '@hono/node-server/conninfo'
import { Hono } from 'hono'
import { createInviteService, type InviteService } from 'invitekit'
import { inviteRouter } from 'invitekit/hono'
import { routes } from 'invitekit/http'
import { kyselyStorage } from 'invitekit/kysely'
import { openDatabase } from '../../shared/database.ts'
import { welcomeFirstAdministrator } from '../../shared/first-administrator.ts'
import { createMails } from '../../shared/mails.ts'
import { bulkContract } from './bulk.ts'
import { eventsContract } from './contract.ts'
import { permissions } from './permissions.ts'
import { createDirectory } from './server/directory.ts'
import { mapping } from './server/mapping.ts'
import { migrate } from './server/migrate.ts'
import { pages } from './server/pages.ts'
import { productRoutes } from './server/product-routes.ts'
import { createSecurityLog } from './server/security-log.ts'
import { settings } from './server/settings.ts'
import type { EventsTables } from './server/tables.ts'

const database = openDatabase<EventsTables>(settings.database)
const storage = kyselyStorage(database.db, { mapping })
await migrate(database, storage)
await storage.check()
const directory = await createDirectory(database.db)

const { mailer, mailbox } = createMails({
  smtpUrl: settings.smtpUrl,
  from: { name: 'Events', address: settings.mailFrom },
  isProduction: settings.isProduction,
})
const service = createInviteService({
  baseUrl: settings.baseUrl,
  links: { invitation: '/signup/{token}', reset: '/reset-password#{token}' },
  storage,
  mailer,
  permissions,
  invitations: { lifetime: '7d', accounts: 'beforehand', for: 'newcomers' },
  passwords: { minimum: 12 },
  limits: settings.isLimited ? { invitationsPerDay: 20_000 } : false,
  describeScope: async (scope) => ({ name: (await directory.organization(scope))?.name ?? 'Events' }),
})
const log = createSecurityLog(service as unknown as InviteService, console.log)

const closing = new AbortController()

const app = new Hono()
app.route('/api', productRoutes(service, directory, log, closing.signal))
app.route(
  '/api',
  inviteRouter(service, {
    prefix: '/api',
    routes: [...eventsContract(directory), ...bulkContract(directory), ...routes],
    onError: console.error,
    getConnInfo,
  }),
)
app.all('/api/*', (context) => context.json({ code: 'not_found' }, 404))
if (mailbox)
  app.get('/dev/*', (context, next) => {
    const answer = mailbox(context.req.path)
    return answer ? context.body(answer.body, 200, { 'content-type': answer.type }) : next()
  })
app.route('/', pages())
app.onError((error, context) => {
  console.error(error)
  return context.json({ code: 'internal' }, 500)
})

// The library sends what is due after each commit; this catches what has to be tried again.
const retries = setInterval(() => service.outbox.drain().catch(console.error), 15_000)
// Dead links and sessions, delivered mails and old events need not be kept for ever.
const housekeeping = setInterval(() => service.purge({ keep: '90d' }).catch(console.error), 86_400_000)

await welcomeFirstAdministrator(
  service,
  { account: { role: 'SUPER_ADMIN' }, is: (membership) => membership.role === 'SUPER_ADMIN' },
  settings.administrator,
)
const server = serve({ fetch: app.fetch, port: settings.port, hostname: settings.host }, () =>
  console.log(`ready http://localhost:${settings.port}`),
)

const close = () => {
  closing.abort()
  clearInterval(retries)
  clearInterval(housekeeping)
  server.close(() => void database.db.destroy())
  // A browser keeps connections that it has never used, and pages that watch keep theirs.
  setTimeout(() => 'closeAllConnections' in server && server.closeAllConnections(), 1000).unref()
}
process.once('SIGINT', close)
process.once('SIGTERM', close)

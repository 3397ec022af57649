import { fileURLToPath } from 'node:url'
import { serve } from '@hono/node-server'
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'
import { createInviteService } from 'invitekit'
import { inviteRouter } from 'invitekit/hono'
import { kyselyStorage } from 'invitekit/kysely'
import { openDatabase } from './database.ts'
import { welcomeFirstOwner } from './first-owner.ts'
import { pageHeaders } from './headers.ts'
import { createMailbox } from './mailbox.ts'
import { createPages } from './pages/index.ts'
import { permissions } from './permissions.ts'
import { detectLanguage } from './texts.ts'

const inExample = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url))

const { PORT = '3000', LISTEN_HOST = '127.0.0.1', NODE_ENV, ADMIN_EMAIL, ADMIN_PASSWORD } = process.env
const { APP_URL: baseUrl = `http://localhost:${PORT}`, INVITEKIT_DB = inExample('data/quickstart.db') } = process.env

const isProduction = NODE_ENV === 'production'

const db = openDatabase(INVITEKIT_DB)
const storage = kyselyStorage(db)
await storage.migrate()
await storage.check()

const mailbox = createMailbox()
if (isProduction) console.warn('mails go nowhere: give createInviteService a mailer in src/server.ts')
const service = createInviteService({
  baseUrl,
  links: { invitation: '/join#{token}', activation: '/activate#{token}', reset: '/reset#{token}' },
  storage,
  permissions,
  mailer: mailbox.deliver,
  describeScope: () => ({ name: 'Quickstart' }),
})
// One line for each event: what, who, when. The library puts no secret into an event.
service.on('*', (event) => console.log(JSON.stringify(event)))

const app = new Hono()
app.route('/api', inviteRouter(service, { prefix: '/api', onError: console.error }))
app.use(pageHeaders)
app.use(serveStatic({ root: inExample('public'), onFound: (_path, c) => c.header('cache-control', 'no-cache') }))
app.use(detectLanguage)
app.route(
  '/',
  createPages({
    grants: permissions.grants,
    passwordRules: service.policy.passwords,
    mails: isProduction ? undefined : mailbox.mails,
  }),
)

// The library sends what is due after each commit; this catches what has to be tried again.
const retries = setInterval(() => service.outbox.drain().catch(console.error), 15_000)

// Dead links and sessions, delivered mails and old events need not be kept for ever.
const housekeeping = setInterval(() => service.purge({ keep: '90d' }).catch(console.error), 86_400_000)

const server = serve({ fetch: app.fetch, port: Number(PORT), hostname: LISTEN_HOST }, async () => {
  await welcomeFirstOwner(service, { ADMIN_EMAIL, ADMIN_PASSWORD })
  console.log(`ready http://localhost:${PORT}`)
})

const close = () => {
  clearInterval(retries)
  clearInterval(housekeeping)
  server.close(() => db.destroy())
  // A browser keeps connections that it has never used: they would hold the end up.
  setTimeout(() => 'closeAllConnections' in server && server.closeAllConnections(), 1000).unref()
}
process.once('SIGINT', close)
process.once('SIGTERM', close)

import { join } from 'node:path'
import express from 'express'
import { inviteRouter } from 'invitekit/express'
import { kyselyStorage } from 'invitekit/kysely'
import { openDatabase, run } from '../../shared/database.ts'
import { welcomeFirstAdministrator } from '../../shared/first-administrator.ts'
import { createMails } from '../../shared/mails.ts'
import { pageHeaders } from '../../shared/page-headers.ts'
import { withoutSecrets } from '../../shared/without-secrets.ts'
import { radioContract } from './contract.ts'
import { flags } from './flags.ts'
import { settings } from './settings.ts'
import { type StationTables, showPlanRoutes } from './show-plans.ts'
import { createStation } from './station.ts'
import { mapping, stationTables } from './station-tables.ts'

const database = openDatabase<StationTables>(settings.database)
await run(database.db, stationTables(database.engine))
const storage = kyselyStorage(database.db, { mapping })
await storage.migrate()
await storage.check()

const { mailer, mailbox } = createMails({
  smtpUrl: settings.smtpUrl,
  from: { name: 'Radio Marée', address: settings.mailFrom },
  isProduction: settings.isProduction,
})
const station = createStation(storage, mailer)
// One line for each event: what, who, when. The library puts no secret into an event.
station.on('*', (event) => console.log(JSON.stringify(event)))

const app = express()
app.disable('x-powered-by')
app.set('trust proxy', settings.proxies)
app.use((request, response, next) => {
  response.on('finish', () =>
    console.log(`${request.method} ${withoutSecrets(request.originalUrl)} ${response.statusCode}`),
  )
  next()
})
app.use(
  inviteRouter(station, {
    routes: radioContract(settings),
    carry: { access: 'bearer', refresh: 'cookie' },
    onError: console.error,
  }),
)
app.use(showPlanRoutes(station, database))
app.use((_request, response, next) => {
  response.set(pageHeaders)
  next()
})
if (mailbox)
  app.get('/dev/*path', (request, response, next) => {
    const answer = mailbox(request.path)
    return answer ? response.type(answer.type).send(answer.body) : next()
  })
app.use(
  express.static(settings.front, {
    index: false,
    setHeaders: (response, path) =>
      response.setHeader(
        'cache-control',
        path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      ),
  }),
)
// Everything else that a browser opens is a page of the front, which knows its own paths.
app.get('/{*path}', (request, response, next) => {
  if (!request.accepts('html')) return next()
  response.set('cache-control', 'no-store').sendFile(join(settings.front, 'index.html'))
})
app.use((_request, response) => {
  response.status(404).json({ detail: 'Il n’y a rien ici.', code: 'not_found' })
})
app.use(((error, _request, response, next) => {
  if (response.headersSent) return next(error)
  const status = Number(Object(error).status)
  const isTheirs = status >= 400 && status < 500
  if (!isTheirs) console.error(error)
  response.status(isTheirs ? status : 500).json({ detail: 'La demande n’a pas pu être traitée.' })
}) satisfies express.ErrorRequestHandler)

// The library sends what is due after each commit; this catches what has to be tried again.
const retries = setInterval(() => station.outbox.drain().catch(console.error), 15_000)
// Dead links and sessions, delivered mails and old events need not be kept for ever.
const housekeeping = setInterval(() => station.purge({ keep: '90d' }).catch(console.error), 86_400_000)

await welcomeFirstAdministrator(
  station,
  {
    account: { permissions: flags, profile: { name: 'Administration' }, locale: 'fr' },
    is: (membership) => membership.flags.length === flags.length,
  },
  settings.administrator,
)
const server = app.listen(settings.port, settings.host, () => console.log(`ready http://localhost:${settings.port}`))

const close = () => {
  clearInterval(retries)
  clearInterval(housekeeping)
  server.close(() => void database.db.destroy())
  // A browser keeps connections that it has never used: they would hold the end up.
  setTimeout(() => server.closeAllConnections(), 1000).unref()
}
process.once('SIGINT', close)
process.once('SIGTERM', close)

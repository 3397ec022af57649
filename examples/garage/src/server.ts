// What `npm start` runs: the database as its owner, then Next.js, which only has the restricted role.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const inExample = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url))

// As Next.js does; what the environment says already stands.
if (existsSync(inExample('.env.local'))) process.loadEnvFile(inExample('.env.local'))
const { settings } = await import('./settings.ts')
const { asApplication, setUp } = await import('./database/set-up.ts')
const { startOwnPostgres } = await import('./database/own-postgres.ts')
const { welcomeFirstAdministrator } = await import('./first-administrator.ts')
const { createProduct } = await import('./create-product.ts')
const { startNext } = await import('../../shared/start-next.ts')

const { env } = process
const isProduction = env['NODE_ENV'] === 'production'
if (isProduction && !settings.smtpUrl)
  throw new TypeError('SMTP_URL is missing: in production mails are sent, and there is no development mailbox')

const own = settings.databaseUrl ? null : await startOwnPostgres(env['DATA_DIR'] ?? inExample('data'))
const url = settings.databaseUrl ?? own?.url ?? ''
const database = await setUp(url, `${settings.baseUrl}/invite?token=`)
const asOwner = createProduct({ storage: database.storage })
await welcomeFirstAdministrator(asOwner, { email: env['ADMIN_EMAIL'], password: env['ADMIN_PASSWORD'], isProduction })

// Dead links and sessions, delivered mails and old events need not be kept for ever; the pages' role cannot delete them.
const purge = () => asOwner.purge({ keep: '90d' }).catch(console.error)
const housekeeping = setInterval(purge, 86_400_000)

startNext({
  folder: inExample('.'),
  host: settings.host,
  port: settings.port,
  env: {
    DATABASE_URL: env['APP_DATABASE_URL'] || asApplication(url),
    DEV_MAILBOX: isProduction || settings.smtpUrl ? 'off' : 'on',
  },
  afterwards: async () => {
    clearInterval(housekeeping)
    await database.close()
    await own?.stop()
  },
})

// What `npm start` runs: the base, or the emulator in its place; what must be in it; then Next.js.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const inExample = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url))

// As Next.js does; what the environment says already stands.
if (existsSync(inExample('.env.local'))) process.loadEnvFile(inExample('.env.local'))
const { settings } = await import('./settings.ts')
const { prepareBase } = await import('./prepare-base.ts')
const { startNext } = await import('../../shared/start-next.ts')

const { env } = process
const isProduction = env['NODE_ENV'] === 'production'
if (isProduction && !settings.smtpUrl)
  throw new TypeError('SMTP_URL is missing: in production mails are sent, and there is no development mailbox')
if (isProduction && !settings.base)
  throw new TypeError('AIRTABLE_TOKEN and AIRTABLE_BASE are missing: in production there is no emulator')

const prepared = await prepareBase({ email: env['ADMIN_EMAIL'], password: env['ADMIN_PASSWORD'] })

await startNext({
  folder: inExample('.'),
  host: settings.host,
  port: settings.port,
  env: {
    AIRTABLE_TOKEN: prepared.token,
    AIRTABLE_BASE: prepared.base,
    AIRTABLE_ENDPOINT: prepared.endpoint,
    DEV_MAILBOX: isProduction || settings.smtpUrl ? 'off' : 'on',
  },
  afterwards: prepared.close,
})

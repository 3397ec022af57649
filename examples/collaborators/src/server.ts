// What `npm start` runs: the base, or the emulator in its place; what must be in it; then Next.js.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const inExample = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url))

// As Next.js does; what the environment says already stands.
if (existsSync(inExample('.env.local'))) process.loadEnvFile(inExample('.env.local'))
const { settings } = await import('./settings.ts')
const { prepareBase } = await import('./prepare-base.ts')

const { env } = process
const isProduction = env['NODE_ENV'] === 'production'
if (isProduction && !settings.smtpUrl)
  throw new TypeError('SMTP_URL is missing: in production mails are sent, and there is no development mailbox')
if (isProduction && !settings.base)
  throw new TypeError('AIRTABLE_TOKEN and AIRTABLE_BASE are missing: in production there is no emulator')

const prepared = await prepareBase({ email: env['ADMIN_EMAIL'], password: env['ADMIN_PASSWORD'] })

const { ADMIN_PASSWORD: _, ...rest } = env
const pages = spawn(
  process.execPath,
  [inExample('node_modules/next/dist/bin/next'), 'start', '--hostname', settings.host, '--port', String(settings.port)],
  {
    cwd: inExample('.'),
    env: {
      ...rest,
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      PORT: String(settings.port),
      AIRTABLE_TOKEN: prepared.token,
      AIRTABLE_BASE: prepared.base,
      AIRTABLE_ENDPOINT: prepared.endpoint,
      DEV_MAILBOX: isProduction || settings.smtpUrl ? 'off' : 'on',
    },
    stdio: ['ignore', 'inherit', 'inherit'],
    // Ctrl-C is for the whole group: this process ends the other one.
    detached: true,
  },
)

pages.once('exit', async (code) => {
  await prepared.close()
  process.exitCode = code ?? 0
})
const stop = () => void pages.kill('SIGTERM')
process.once('SIGINT', stop)
process.once('SIGTERM', stop)

const own = `http://${settings.host.replace('0.0.0.0', '127.0.0.1')}:${settings.port}`
const answers = () =>
  fetch(`${own}/login`).then(
    ({ ok }) => ok,
    () => false,
  )
while (pages.exitCode === null && !(await answers())) await new Promise((resolve) => setTimeout(resolve, 100))
if (pages.exitCode === null) console.log(`ready http://localhost:${settings.port}`)

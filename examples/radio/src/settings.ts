import { fileURLToPath } from 'node:url'

const inExample = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url))

const { env } = process
const isProduction = env['NODE_ENV'] === 'production'
const port = Number(env['PORT'] ?? 3001)

/** What the environment says, read once. */
export const settings = {
  isProduction,
  port,
  host: env['LISTEN_HOST'] ?? '127.0.0.1',
  /** Proxies in front that may be believed about the client's address. */
  proxies: Number(env['TRUST_PROXY'] ?? 0),
  baseUrl: env['APP_URL'] ?? `http://localhost:${port}`,
  database: { url: env['DATABASE_URL'], file: inExample('data/radio.db') },
  smtpUrl: env['SMTP_URL'],
  mailFrom: env['MAIL_FROM'] ?? 'no-reply@radio.example',
  administrator: { email: env['ADMIN_EMAIL'], password: env['ADMIN_PASSWORD'] },
  signingKey: { secret: env['SIGNING_KEY'] || undefined, file: inExample('data/signing-key') },
  /** The library's limits count in production; in development everybody sits behind one address. */
  isLimited: (env['LIMITS'] ?? (isProduction ? 'on' : 'off')) !== 'off',
  publicSignup: env['ALLOW_PUBLIC_SIGNUP'] === 'true',
  openInvites: env['RADIO_OPEN_INVITES'] === 'true',
  front: inExample('dist'),
} as const

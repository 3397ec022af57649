import { fileURLToPath } from 'node:url'

const inExample = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))

const { env } = process
const isProduction = env['NODE_ENV'] === 'production'
const port = Number(env['PORT'] ?? 3004)

/** What the environment says, read once. */
export const settings = {
  isProduction,
  port,
  host: env['LISTEN_HOST'] ?? '127.0.0.1',
  baseUrl: env['APP_URL'] ?? `http://localhost:${port}`,
  database: { url: env['DATABASE_URL'], file: inExample('data/events.db') },
  smtpUrl: env['SMTP_URL'],
  mailFrom: env['MAIL_FROM'] ?? 'no-reply@events.example',
  /** Where somebody writes whose link does not work. */
  contact: env['CONTACT_EMAIL'] ?? 'contact@events.example',
  administrator: { email: env['ADMIN_EMAIL'], password: env['ADMIN_PASSWORD'] },
  /** The library's limits count in production; in development everybody sits behind one address. */
  isLimited: (env['LIMITS'] ?? (isProduction ? 'on' : 'off')) !== 'off',
  front: inExample('dist'),
} as const

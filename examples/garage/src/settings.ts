const { env } = process

/** The environment, by a name that is not spelt out in the code: what begins with NEXT_PUBLIC_ is otherwise put in at the build. */
const said = (name: string): string | undefined => env[name] || undefined

const port = Number(said('PORT') ?? 3002)

/** What the environment says to the server and to the pages, read when they start. */
export const settings = {
  port,
  host: said('LISTEN_HOST') ?? '127.0.0.1',
  baseUrl: said('APP_URL') ?? `http://localhost:${port}`,
  databaseUrl: said('DATABASE_URL'),
  smtpUrl: said('SMTP_URL'),
  mailFrom: said('MAIL_FROM') ?? 'no-reply@etabli.example',
  /** Set by `npm start`, and never in production: `next start` itself always calls itself production. */
  hasMailbox: said('DEV_MAILBOX') === 'on',
  /** How many proxies of ours a request comes through; without any its address is not known to Next.js. */
  proxies: Number(said('PROXIES') ?? 0),
} as const

/** Whether everybody may sign up: asked at each request. */
export const isSignUpOpen = (): boolean => said('NEXT_PUBLIC_ALLOW_PUBLIC_SIGNUP') === 'true'

const { env } = process

const said = (name: string): string | undefined => env[name] || undefined

const port = Number(said('PORT') ?? 3003)
const token = said('AIRTABLE_TOKEN')
const base = said('AIRTABLE_BASE')
if ((token === undefined) !== (base === undefined))
  throw new TypeError('AIRTABLE_TOKEN and AIRTABLE_BASE go together: leave out both for the emulator')

/** A base, and how it is reached. */
export interface Base {
  readonly base: string
  readonly token: string
  readonly endpoint?: string
}

const endpoint = said('AIRTABLE_ENDPOINT')

/** What the environment says. */
export const settings = {
  port,
  /** Where the emulator listens when there is no base. */
  emulatorPort: port + 1000,
  host: said('LISTEN_HOST') ?? '127.0.0.1',
  baseUrl: said('APP_URL') ?? `http://localhost:${port}`,
  /** Null where the environment names no base. */
  base: token && base ? ({ token, base, ...(endpoint && { endpoint }) } satisfies Base as Base) : null,
  smtpUrl: said('SMTP_URL'),
  mailFrom: said('MAIL_FROM') ?? 'no-reply@marceau.example',
  /** Set by `npm start`, and never in production: `next start` itself always calls itself production. */
  hasMailbox: said('DEV_MAILBOX') === 'on',
  /** How many proxies of ours a request comes through. */
  proxies: Number(said('PROXIES') ?? 0),
} as const

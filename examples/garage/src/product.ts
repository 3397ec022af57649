import { memoryRateLimiter } from 'invitekit'
import { kyselyStorage, namedStatements } from 'invitekit/kysely'
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { createMails } from '../../shared/mails.ts'
import { createProduct, type Product } from './create-product.ts'
import { createGarages } from './garages.ts'
import { mapping } from './mapping.ts'
import { isSignUpOpen, settings } from './settings.ts'

/** What the pages and routes share: one for the process, though each of them is bundled for itself. */
function open() {
  const pool = new pg.Pool({ connectionString: settings.databaseUrl, max: 10 })
  // A connection that dies must not take the process with it: the pool opens another.
  pool.on('error', console.error)
  pool.on('connect', (client) => void client.on('error', () => undefined))
  const garages = createGarages(pool)
  const { mailer, mailbox } = createMails({
    smtpUrl: settings.smtpUrl,
    from: { name: 'Établi', address: settings.mailFrom },
    isProduction: !settings.hasMailbox,
  })
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: namedStatements(pool) }) })
  const storage = kyselyStorage(db, { mapping })
  const rateLimiter = memoryRateLimiter()
  const make = (isOpen: boolean): Product => {
    const product = createProduct({
      storage,
      mailer,
      rateLimiter,
      describeScope: garages.describe,
      isSignUpOpen: isOpen,
    })
    // One line for each event: what, who, when. The library puts no secret into an event.
    product.on('*', (event) => console.log(JSON.stringify(event)))
    return product
  }
  const products = { open: make(true), closed: make(false) }
  return { garages, mailbox, product: (): Product => (isSignUpOpen() ? products.open : products.closed) }
}

type Shared = ReturnType<typeof open>

const keep = globalThis as typeof globalThis & { garage?: Shared }

/** Opened when it is first asked for: a build has no database. */
export const shared = (): Shared => (keep.garage ??= open())

/** The service, with sign-up as it is open or closed at this request. */
export const product = (): Product => shared().product()

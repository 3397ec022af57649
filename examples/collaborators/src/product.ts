import { createMails } from '../../shared/mails.ts'
import { createProduct } from './create-product.ts'
import { settings } from './settings.ts'
import { openStorage } from './storage.ts'

/** What the pages and routes share: one for the process, though each of them is bundled for itself. */
function open() {
  const { base } = settings
  if (base === null) throw new TypeError('AIRTABLE_TOKEN and AIRTABLE_BASE are missing: `npm start` sets them')
  const { mailer, mailbox } = createMails({
    smtpUrl: settings.smtpUrl,
    from: { name: 'Maison Marceau', address: settings.mailFrom },
    isProduction: !settings.hasMailbox,
  })
  const storage = openStorage(base, 3)
  const product = createProduct({ storage, mailer })
  // One line for each event: what, who, when. The library puts no secret into an event.
  product.on('*', (event) => console.log(JSON.stringify(event)))
  return { product, storage, mailbox }
}

type Shared = ReturnType<typeof open>

const keep = globalThis as typeof globalThis & { collaborators?: Shared }

/** Opened when it is first asked for: a build has no base. */
export const shared = (): Shared => {
  keep.collaborators ??= open()
  return keep.collaborators
}

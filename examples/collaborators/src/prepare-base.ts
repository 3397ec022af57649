import { createProduct } from './create-product.ts'
import { emulatedBase, emulatorOnPort } from './emulated-base.ts'
import { welcomeFirstAdministrator } from './first-administrator.ts'
import { type Base, settings } from './settings.ts'
import { openStorage, tables } from './storage.ts'

/** The base that the pages work on, with everything that must be in it, and a first administrator. */
export async function prepareBase(
  administrator: Parameters<typeof welcomeFirstAdministrator>[1],
): Promise<Base & { readonly close: () => Promise<void> }> {
  const { close, ...base } = settings.base ? { ...settings.base, close: async () => undefined } : await startEmulator()
  const storage = openStorage(base, 4)
  const { made, byHand } = await storage.setup()
  for (const one of made) console.log(`made in the base: ${one}`)
  if (byHand.length > 0)
    throw new TypeError(['What a person must do in Airtable before this can start:', ...byHand].join('\n- '))
  await storage.check()
  await storage.project()
  // Mails are sent by the pages, which have the mailer.
  await welcomeFirstAdministrator(createProduct({ storage, drain: 'manual' }), administrator)
  await storage.close()
  return { ...base, close }
}

async function startEmulator() {
  const emulator = emulatedBase()
  const { url, close } = await emulator.serve({ port: settings.emulatorPort })
  console.log(`no AIRTABLE_TOKEN and AIRTABLE_BASE: this runs on an emulator of Airtable at ${url}`)
  console.log('It has a dozen people, and forgets everything when it ends:')
  const { table, name } = tables.accounts
  for (const { id, fields } of emulator.records(table))
    console.log(`  ${id}  ${name.map((field) => fields[field]).join(' ')}`)
  return { ...emulatorOnPort(emulator), close }
}

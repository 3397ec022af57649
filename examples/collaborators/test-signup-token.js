// Makes a link for one of the people, on the base of the server that runs on PORT: npm run token -- recXXXXXXXXXXXXXX
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { InviteError, system } from 'invitekit'

const local = fileURLToPath(new URL('.env.local', import.meta.url))
if (existsSync(local)) process.loadEnvFile(local)
const { createProduct } = await import('./src/create-product.ts')
const { emulatedBase, emulatorOnPort } = await import('./src/emulated-base.ts')
const { settings } = await import('./src/settings.ts')
const { openStorage } = await import('./src/storage.ts')

const [record] = process.argv.slice(2)

async function link() {
  if (!/^rec[A-Za-z0-9]{14}$/.test(record ?? '')) throw new TypeError('Usage : npm run token -- <record id>')
  const base = settings.base ?? emulatorOnPort(emulatedBase())
  const answers = await fetch(settings.base ? settings.baseUrl : base.endpoint).catch(() => null)
  if (!settings.base && answers === null) throw new TypeError(`Aucun serveur sur le port ${settings.port} : npm start`)
  const storage = openStorage(base, 2)
  const product = createProduct({ storage, drain: 'manual' })
  const { url, account } = await product.activations.issue(record, { actor: system, delivery: 'link' })
  await storage.close()
  return { url, name: account.profile.name ?? account.email }
}

try {
  const { url, name } = await link()
  console.log(`Lien de test pour ${name}, valable 24 heures :\n${url}`)
} catch (error) {
  console.error(error instanceof InviteError ? error.text('fr') : error.message)
  process.exitCode = 1
}

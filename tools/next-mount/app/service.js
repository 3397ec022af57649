import { createInviteService, definePermissions, system } from 'invitekit'
import { memoryStorage } from 'invitekit/memory'

// Chance makes the key: each start of this app has another.
const key = {
  kid: 'a',
  alg: 'HS256',
  kty: 'oct',
  k: Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url'),
}

export const email = 'ada@example.com'
export const password = 'tangerine bicycle 47 lanterns'

/** A service of the app's own: pages and actions have no world of the test's. */
async function create() {
  const service = createInviteService({
    baseUrl: 'http://localhost:3000',
    storage: memoryStorage(),
    permissions: definePermissions({ flags: ['people.view'], roles: { member: ['people.view'] } }),
    sessions: { jwt: { keys: { current: key } } },
  })
  await service.accounts.create({ email, password, role: 'member' }, { actor: system })
  return service
}

globalThis.service ??= create()

export const service = globalThis.service

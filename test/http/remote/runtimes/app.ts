import { scrypt } from '@noble/hashes/scrypt.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { Hono } from 'hono'
import type { GetConnInfo } from 'hono/conninfo'
import { memoryStorage } from '../../../../adapters/storage/memory/index.ts'
import { inviteRouter } from '../../../../adapters/web/hono/index.ts'
import { createFetchHandler } from '../../../../src/http.ts'
import { createInviteService, type PasswordHasher } from '../../../../src/index.ts'
import { permissions } from '../../../support/permissions.ts'
import { type Own, worldOf } from '../remote-world.ts'

// The app that each runtime serves: `/alone` needs nothing of the test, all the rest is a world of the test's.

/** What a host brings along where there is no `node:crypto`; far too cheap for a real one. */
const hasher: PasswordHasher = {
  hash: async (password) => `noble:${bytesToHex(scrypt(utf8ToBytes(password), 'salt', { N: 2 ** 10, r: 8, p: 1 }))}`,
  verify: async (password, hash) => ({ ok: (await hasher.hash(password)) === hash, upgrade: false }),
}

const key = { kid: 'a', alg: 'HS256', kty: 'oct', k: 'bm90IGEgc2VjcmV0IGF0IGFsbCwgb25seSBmb3IgdGVzdHM' } as const

export function createApp(getConnInfo: GetConnInfo, own: Own = {}): Hono {
  const alone = createInviteService({
    baseUrl: 'http://localhost:3000',
    storage: memoryStorage(),
    permissions,
    passwordHasher: hasher,
    signUp: { role: 'owner' },
    sessions: { jwt: { keys: { current: key } } },
  })
  return new Hono()
    .route('/alone', inviteRouter(alone, { prefix: '/alone', getConnInfo }))
    .get('/address', (context) => context.json(getConnInfo(context).remote.address ?? null))
    .all('*', async (context) => {
      const { service, mount, settled } = worldOf(context.req.raw, own)
      const app = new Hono().route(mount.prefix, inviteRouter(service, { ...mount, getConnInfo }))
      const elsewhere = createFetchHandler(service, { ...mount, routes: [] })
      const response = await app.notFound(({ req }) => elsewhere(req.raw)).fetch(context.req.raw, context.env)
      await settled()
      return response
    })
}

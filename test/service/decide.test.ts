import { expect, it } from 'vitest'
import { memoryStorage } from '../../adapters/storage/memory/index.ts'
import { system } from '../../src/index.ts'
import { betterSqlite3 } from '../support/engines/sqlite.ts'
import { openHost } from '../support/hosts/open-host.ts'
import { radio } from '../support/hosts/radio.ts'
import { goodPassword, type TestService, testService } from '../support/service.ts'

// What a commit names before the database has made its key is an object with a `ref`. So may be what a host keeps.

async function wholeLife({ service }: TestService): Promise<void> {
  const own = { ref: 'account', name: 'spring' }
  const { token, metadata } = await service.invitations.create(
    { email: 'ada@example.com', role: 'member', metadata: own, profile: own },
    { actor: system, delivery: 'link' },
  )
  expect(metadata).toEqual(own)
  const { account } = await service.invitations.accept({ token: token ?? '', password: goodPassword, profile: own })
  expect(account.profile).toEqual(own)
  expect(await service.accounts.get(account.id, { actor: system })).toMatchObject({ id: account.id, profile: own })
}

it('leaves an object of the host’s alone, whatever it looks like', () => wholeLife(testService(memoryStorage())))

it('so it does where the database makes the keys', async () => {
  const { storage, close, t } = await openHost(betterSqlite3, radio)
  await storage.migrate()
  await wholeLife(t)
  const { items } = await t.service.audit.list({ limit: 50 }, { actor: system })
  const accepted = items.find(({ type }) => type === 'invitation.accepted')
  expect(accepted?.actor).toEqual({ type: 'account', id: expect.stringMatching(/^\d+$/) })
  await close()
})

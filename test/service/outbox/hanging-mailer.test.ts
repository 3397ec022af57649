import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { memoryStorage } from '../../../adapters/storage/memory/index.ts'
import { system } from '../../../src/index.ts'
import { testMailer } from '../../support/mailers.ts'
import { testService } from '../../support/service.ts'

const PATIENCE = 30_000

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

it('a mailer that never settles has failed after half a minute, and the mail is due again', async () => {
  const storage = memoryStorage()
  const mail = testMailer(() => new Promise(() => undefined))
  const t = testService(storage, { mailer: mail.mailer })
  const { id } = await t.service.invitations.create({ email: 'ada@example.com', role: 'member' }, { actor: system })
  const drained = t.service.outbox.drain()
  await vi.advanceTimersByTimeAsync(PATIENCE - 1)
  expect(mail.got).toHaveLength(1)
  t.clock.advance(PATIENCE)
  await vi.advanceTimersByTimeAsync(1)
  expect(await drained).toEqual({ sent: 0, failed: 1, more: false })
  const { rows: messages } = await storage.list({ record: 'message', where: {}, with: {}, after: null, limit: 10 })
  expect(messages).toMatchObject([{ row: { status: 'due', attempts: 1, failure: 'timeout' } }])
  mail.react = () => undefined
  t.clock.advance(3_600_000)
  expect(await t.service.outbox.drain()).toMatchObject({ sent: 1 })
  expect((await t.service.invitations.get(id, { actor: system })).delivery).toBe('sent')
  expect(new Set(mail.got.map((one) => one.id)).size).toBe(1)
})

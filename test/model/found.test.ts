import { describe, expect, it } from 'vitest'
import { insert } from '../../src/domain/change.ts'
import { system } from '../../src/index.ts'
import { messageRow, NOW } from '../support/rows.ts'
import { goodPassword, refusalOf, testService } from '../support/service.ts'
import { stores } from '../support/stores.ts'

// What long runs of the model have found once: too rare for a short run to find it again.

describe.each(stores)('on $name', ({ open }) => {
  it('an account made beforehand lives on for the invitation that supersedes its own', async () => {
    const store = await open()
    const t = testService(store.storage, { invitations: { accounts: 'beforehand' } })
    const offer = { email: 'ada@example.com', role: 'member' } as const
    const invite = () => t.service.invitations.create(offer, { actor: system, delivery: 'link' })
    await invite()
    t.clock.advance(8 * 86_400_000)
    const { token } = await invite()
    expect(await refusalOf(t.service.invitations.accept({ token: token ?? '', password: goodPassword }))).toBeNull()
    await store.close()
  })

  it('a purge takes at most so many rows of a record, whatever made them useless', async () => {
    const store = await open()
    const states = ['sent', 'sent', 'cancelled', 'cancelled', 'dead', 'dead'] as const
    const rows = states.map((status, n) => messageRow({ id: `message-${n}`, status }))
    await store.storage.commit({ id: 'c', writes: rows.map((row) => insert('message', row)), guards: [] })
    expect(await store.storage.purge(NOW, 2)).toBe(2)
    expect(await store.rows('message')).toHaveLength(4)
    await store.close()
  })
})

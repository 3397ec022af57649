import { expect, it } from 'vitest'
import { system } from '../../src/index.ts'
import { mailSink } from '../../src/testing.ts'
import { goodPassword, testService } from '../support/service.ts'
import { openMemory } from './support/memory-store.ts'

async function hostWith(options: Parameters<typeof testService>[1] = {}) {
  const sink = mailSink()
  const { storage } = await openMemory()
  const { service } = testService(storage, { mailer: sink.mailer, ...options })
  const invite = (email: string) => service.invitations.create({ email, role: 'member' }, { actor: system })
  return { sink, service, invite }
}

it('keeps mails in their order, and finds the last one to an address', async () => {
  const { sink, service, invite } = await hostWith()
  expect(sink.last()).toBeNull()
  const { id } = await invite('ada@example.com')
  await service.outbox.drain()
  await invite('eve@example.com')
  await service.outbox.drain()
  await service.invitations.resend(id, { actor: system })
  await service.outbox.drain()
  expect(sink.mails.map(({ to }) => to)).toEqual(['ada@example.com', 'eve@example.com', 'ada@example.com'])
  expect(sink.last('ada@example.com')).toBe(sink.mails[2])
  expect(sink.last('eve@example.com')).toBe(sink.mails[1])
  expect(sink.last()).toBe(sink.mails[2])
  expect(sink.last('nobody@example.com')).toBeNull()
  sink.clear()
  expect([sink.mails, sink.last()]).toEqual([[], null])
})

it.each(['/join#{token}', '/join/{token}/now', '/join?a=b&token={token}&c=d'])(
  'finds the secret in %s',
  async (invitation) => {
    const { sink, service, invite } = await hostWith({ links: { invitation } })
    await invite('ada@example.com')
    await service.outbox.drain()
    const token = sink.tokenIn(sink.last('ada@example.com'))
    await service.invitations.accept({ token, password: goodPassword })
    await expect(service.invitations.preview({ token })).resolves.toMatchObject({ reason: 'already_accepted' })
  },
)

it('finds none where there is none', async () => {
  const { sink } = await hostWith()
  expect(() => sink.tokenIn(sink.last())).toThrow(new TypeError('There is no link in this mail'))
})

import { expect, it } from 'vitest'
import { system } from '../../src/index.ts'
import { fixedClock } from '../../src/testing.ts'
import { goodPassword, testService } from '../support/service.ts'
import { openMemory } from './support/memory-store.ts'

it('stands still, and moves by durations', () => {
  const clock = fixedClock(new Date('2026-05-01T09:00:00Z'))
  expect(clock.now()).toBe(Date.parse('2026-05-01T09:00:00Z'))
  clock.advance('7d')
  clock.advance({ minutes: 1 })
  expect(new Date(clock.now()).toISOString()).toBe('2026-05-08T09:01:00.000Z')
  expect(new Date(fixedClock().now()).toISOString()).toBe('2026-01-01T00:00:00.000Z')
})

it('refuses what is no date, and what is no duration', () => {
  expect(() => fixedClock(new Date('never'))).toThrow(new TypeError('"start" must be a valid date'))
  // @ts-expect-error a bare number says no unit
  expect(() => fixedClock().advance(7)).toThrow(TypeError)
})

it('shows that an invitation expires in 7 days, without sleeping', async () => {
  const clock = fixedClock()
  const { storage } = await openMemory()
  const { service } = testService(storage, { clock })
  const invite = async (email: string) =>
    (await service.invitations.create({ email, role: 'member' }, { actor: system, delivery: 'link' })).token ?? ''
  const [early, late] = [await invite('early@example.com'), await invite('late@example.com')]
  clock.advance({ days: 6, hours: 23, minutes: 59, seconds: 59 })
  await service.invitations.accept({ token: early, password: goodPassword })
  clock.advance('1s')
  const accepted = service.invitations.accept({ token: late, password: goodPassword })
  await expect(accepted).rejects.toMatchObject({ code: 'invitation_expired' })
})

import { describe, expectTypeOf, it } from 'vitest'
import type { Duration, InviteOptions, InviteService } from '../../src/index.ts'

declare const service: InviteService<'a', 'member'>
declare const options: InviteOptions<'a', 'member'>
const by = { actor: { type: 'system' } } as const

describe('a duration', () => {
  it('has a unit', () => {
    expectTypeOf<'30m'>().toExtend<Duration>()
    expectTypeOf<'7d'>().toExtend<Duration>()
    expectTypeOf<{ hours: number }>().toExtend<Duration>()
    expectTypeOf<{ readonly weeks: number; readonly days: number }>().toExtend<Duration>()
  })

  it('is never a bare number, in a text or out of it', () => {
    expectTypeOf<number>().not.toExtend<Duration>()
    expectTypeOf<'7'>().not.toExtend<Duration>()
    expectTypeOf<'7 days'>().not.toExtend<Duration>()
    expectTypeOf<'7D'>().not.toExtend<Duration>()
    expectTypeOf<'1mo'>().not.toExtend<Duration>()
    expectTypeOf<string>().not.toExtend<Duration>()
    expectTypeOf<null>().not.toExtend<Duration>()
    // @ts-expect-error no such unit
    const months: Duration = { months: 1 }
    // @ts-expect-error a number of hours is a number
    const text: Duration = { hours: '48' }
    void [months, text]
  })

  it('is what every length of time is given as', () => {
    service.invitations.create({ email: 'ada@example.com', expiresIn: '7d' }, by)
    // @ts-expect-error seven of what?
    service.invitations.create({ email: 'ada@example.com', expiresIn: 7 }, by)
    service.invitations.resend('id', { ...by, expiresIn: { days: 2 } })
    // @ts-expect-error milliseconds?
    service.invitations.resend('id', { ...by, expiresIn: 604_800_000 })
    service.purge({ keep: '30d' })
    // @ts-expect-error thirty of what?
    service.purge({ keep: 30 })
    const lifetimes = (given: Partial<typeof options>) => given
    lifetimes({ resets: { lifetime: '30m', issuedLifetime: { hours: 24 } }, sessions: { idle: '7d' } })
    // @ts-expect-error thirty of what?
    lifetimes({ resets: { lifetime: 30 } })
    // @ts-expect-error without a unit
    lifetimes({ activations: { lifetime: '24' } })
  })
})

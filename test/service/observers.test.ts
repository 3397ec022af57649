import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { memoryStorage } from '../../adapters/storage/memory/index.ts'
import type { ServiceEvent } from '../../src/index.ts'
import { createObservers } from '../../src/service/observers.ts'
import { goodPassword, person, refusalOf, type TestService, testService, tokenIn } from '../support/service.ts'
import { stores, type TestStore } from '../support/stores.ts'

describe('listeners', () => {
  const at = Date.UTC(2026, 0, 1)
  const seen = (calls: string[], name: string) => () => void calls.push(name)

  it('are called in the order in which they came, those of the type before those of all', () => {
    const observers = createObservers()
    const calls: string[] = []
    observers.on('*', seen(calls, 'all'))
    observers.on('tested', seen(calls, 'first'))
    observers.on('tested', seen(calls, 'second'))
    observers.on('other', seen(calls, 'other'))
    observers.observe('tested', at)
    expect(calls).toEqual(['first', 'second', 'all'])
  })

  it('are called no more once they have ended, however often that is said', () => {
    const observers = createObservers()
    const calls: string[] = []
    const end = observers.on('tested', seen(calls, 'first'))
    observers.on('tested', seen(calls, 'second'))
    end()
    end()
    observers.observe('tested', at)
    expect(calls).toEqual(['second'])
  })

  it('may end themselves and each other while they are called', () => {
    const observers = createObservers()
    const calls: string[] = []
    const end = observers.on('tested', () => {
      calls.push('first')
      end()
      endSecond()
    })
    const endSecond = observers.on('tested', seen(calls, 'second'))
    observers.observe('tested', at)
    observers.observe('tested', at)
    expect(calls).toEqual(['first', 'second'])
  })

  it('that throw, reject or never answer stop nobody', async () => {
    const observers = createObservers()
    const calls: string[] = []
    const unhandled = vi.fn()
    process.on('unhandledRejection', unhandled)
    observers.on('*', () => {
      throw new Error('broken')
    })
    observers.on('*', async () => Promise.reject(new Error('broken later')))
    observers.on('*', () => new Promise<void>(() => undefined))
    observers.on('*', seen(calls, 'last'))
    observers.observe('tested', at)
    observers.observe('tested', at)
    await new Promise((done) => setTimeout(done, 5))
    process.off('unhandledRejection', unhandled)
    expect(calls).toEqual(['last', 'last'])
    expect(unhandled).not.toHaveBeenCalled()
  })

  it('are functions', () => {
    const { service } = testService(memoryStorage())
    expect(() => service.on('tested', 'listener' as never)).toThrow('"listener"')
  })

  it('hear each of themselves once, though one function was given twice', () => {
    const observers = createObservers()
    const calls: string[] = []
    const listener = seen(calls, 'twice')
    const end = observers.on('tested', listener)
    observers.on('tested', listener)
    end()
    observers.observe('tested', at)
    expect(calls).toEqual(['twice'])
  })
})

describe.each(stores)('what a service tells on $name', ({ open }) => {
  let store: TestStore
  let t: TestService
  beforeEach(async () => {
    store = await open()
    t = testService(store.storage)
  })
  afterEach(() => store.close())

  it('is told after the commit: whoever hears of it can read it', async () => {
    const owner = await person(t, 'owner@example.com', 'owner')
    const read: Promise<boolean>[] = []
    t.service.on('invitation.created', (event) => {
      read.push(store.rows('invitation').then((rows) => rows.some(({ id }) => id === event.subject)))
    })
    const made = await t.service.invitations.create({ email: 'ada@example.com', role: 'member' }, { actor: owner })
    expect(made.status).toBe('pending')
    expect(await Promise.all(read)).toEqual([true])
  })

  it('is every event of the audit trail, in its order, and nothing that was not committed', async () => {
    const events: ServiceEvent[] = []
    t.service.on('*', (event) => void events.push(event))
    const owner = await person(t, 'owner@example.com', 'owner')
    const actor = owner
    const rows = ['ada@example.com', 'bob@example.com', 'bob@example.com'].map((email) => ({
      email,
      role: 'member' as const,
    }))
    await t.service.invitations.createMany(rows, { actor })
    expect(await refusalOf(t.service.invitations.create({ email: 'ada@example.com', role: 'member' }, { actor }))).toBe(
      'already_invited',
    )
    const [mail] = await t.drained()
    await t.service.invitations.preview({ token: tokenIn(mail) })
    const { sessionToken } = await t.service.invitations.accept(
      { token: tokenIn(mail), password: goodPassword },
      { session: true },
    )
    await t.service.sessions.logout(sessionToken)

    const stored = (await store.rows('event')).toSorted((a, b) => (a.id < b.id ? -1 : 1))
    const told = events.filter(({ committed }) => committed)
    expect(told.map(({ type }) => type).toSorted()).toEqual(stored.map(({ type }) => type).toSorted())
    expect(told.map(({ type }) => type)).toEqual([
      'account.created',
      'invitation.created',
      'invitation.created',
      ...told.map(({ type }) => type).filter((type) => type.startsWith('outbox.')),
      'invitation.accepted',
      'session.ended',
    ])
    expect(told[0]).toMatchObject({
      actor: { type: 'system' },
      subject: owner.id,
      scope: '*',
      at: new Date(t.clock.now()),
    })
    expect(events.filter(({ committed }) => !committed).map(({ type, data }) => [type, data])).toEqual([
      ['refused', { code: 'already_invited' }],
      ['invitation.previewed', { next: 'sign_up' }],
    ])
  })

  it('is told of a failed log-in without a word of who tried', async () => {
    const events: ServiceEvent[] = []
    t.service.on('login.failed', (event) => void events.push(event))
    await person(t, 'owner@example.com', 'owner')
    const attempts = ['owner@example.com', 'nobody@example.com']
    for (const login of attempts)
      expect(await refusalOf(t.service.sessions.login({ login, password: 'wrong password' }))).toBe('login_failed')
    expect(events).toHaveLength(2)
    for (const { at: _, ...event } of events)
      expect(event).toEqual({
        type: 'login.failed',
        subject: null,
        actor: null,
        scope: null,
        data: {},
        committed: false,
      })
  })

  it('changes nothing, whatever the listeners do', async () => {
    t.service.on('*', () => {
      throw new Error('broken')
    })
    t.service.on('*', async () => Promise.reject(new Error('broken later')))
    t.service.on('*', () => new Promise<void>(() => undefined))
    const owner = await person(t, 'owner@example.com', 'owner')
    const { id } = await t.service.invitations.create({ email: 'ada@example.com', role: 'member' }, { actor: owner })
    const [mail] = await t.drained()
    await t.service.invitations.accept({ token: tokenIn(mail), password: goodPassword })
    expect((await t.service.invitations.get(id, { actor: owner })).status).toBe('accepted')
  })

  it('may be used to ask the service again', async () => {
    const owner = await person(t, 'owner@example.com', 'owner')
    const states: string[] = []
    const asked = new Promise<void>((done) => {
      t.service.on('invitation.created', async ({ subject }) => {
        states.push((await t.service.invitations.revoke(subject ?? '', { actor: owner })).status)
        done()
      })
    })
    await t.service.invitations.create({ email: 'ada@example.com', role: 'member' }, { actor: owner })
    await asked
    expect(states).toEqual(['revoked'])
  })
})

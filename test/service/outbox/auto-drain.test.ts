import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { system } from '../../../src/index.ts'
import { type TestMailer, testMailer } from '../../support/mailers.ts'
import { person, type TestService, testService } from '../../support/service.ts'
import { stores, type TestStore } from '../../support/stores.ts'

describe.each(stores)('a drain that a commit starts on $name', ({ open }) => {
  let store: TestStore
  let mail: TestMailer
  let work: Promise<unknown>[]
  let t: TestService
  beforeEach(async () => {
    store = await open()
    mail = testMailer()
    work = []
    t = testService(store.storage, {
      mailer: mail.mailer,
      drain: 'auto',
      waitUntil: (drain) => void work.push(drain),
    })
  })
  afterEach(() => store.close())

  const invite = (email: string) => t.service.invitations.create({ email, role: 'member' }, { actor: system })
  const statuses = async () => (await store.rows('message')).map(({ status }) => status)

  it('sends the mail after the commit, and hands the host what to wait for', async () => {
    const invitation = await invite('ada@example.com')
    expect(invitation.delivery).toBe('queued')
    expect(work).toHaveLength(1)
    await Promise.all(work)
    expect(mail.got.map(({ to }) => to)).toEqual(['ada@example.com'])
    expect((await t.service.invitations.get(invitation.id, { actor: system })).delivery).toBe('sent')
  })

  it('is started by a commit with a mail alone', async () => {
    await t.service.invitations.create(
      { email: 'ada@example.com', role: 'member' },
      { actor: system, delivery: 'link' },
    )
    await t.service.accounts.create({ email: 'bob@example.com' }, { actor: system })
    expect(work).toEqual([])
  })

  it('sends every mail of a bulk', async () => {
    const rows = Array.from({ length: 150 }, (_, n) => ({ email: `p${n}@example.com`, role: 'member' as const }))
    await t.service.invitations.createMany(rows, { actor: system })
    await Promise.all(work)
    expect(mail.got).toHaveLength(150)
    expect(new Set(await statuses())).toEqual(new Set(['sent']))
  })

  it('changes nothing for the caller when it fails', async () => {
    mail.react = () => Promise.reject(new Error('refused'))
    expect((await invite('ada@example.com')).status).toBe('pending')
    await Promise.all(work)
    expect(await store.rows('message')).toMatchObject([{ status: 'due', attempts: 1, failure: 'Error' }])
  })

  it('says so when it is interrupted, and leaves the mail to the next', async () => {
    const broken = testService(
      { ...store.storage, list: () => Promise.reject(new Error('The database is away')) },
      { mailer: mail.mailer, drain: 'auto', waitUntil: (drain) => void work.push(drain), clock: t.clock },
    )
    const told: string[] = []
    broken.service.on('*', ({ type }) => void told.push(type))
    await broken.service.invitations.create({ email: 'ada@example.com', role: 'member' }, { actor: system })
    await Promise.all(work)
    expect(told).toEqual(['invitation.created', 'outbox.interrupted'])
    expect(await t.service.outbox.drain()).toMatchObject({ sent: 1 })
  })

  it('is shared by a hundred commits at once, and sends every mail of theirs', async () => {
    let lists = 0
    const list: typeof store.storage.list = (query) => {
      if (query.record === 'message') lists++
      return store.storage.list(query)
    }
    const counted = testService(
      { ...store.storage, list },
      { mailer: mail.mailer, drain: 'auto', waitUntil: (drain) => void work.push(drain), clock: t.clock },
    )
    const known = Array.from({ length: 10 }, (_, n) => `known${n}@example.com`)
    for (const email of known) await person(t, email, 'member')
    const unknown = Array.from({ length: 90 }, (_, n) => `unknown${n}@example.com`)
    await Promise.all([...unknown, ...known].map((email) => counted.service.resets.request({ email })))
    expect(work).toHaveLength(100)
    await Promise.all(work)
    expect(lists).toBeLessThan(20)
    expect(mail.got.map(({ to }) => to).toSorted()).toEqual(known)
    expect((await statuses()).filter((status) => status === 'due')).toEqual([])
  })

  it('is not started where the host drains', async () => {
    const manual = testService(store.storage, { mailer: mail.mailer, waitUntil: (drain) => void work.push(drain) })
    await manual.service.invitations.create({ email: 'ada@example.com', role: 'member' }, { actor: system })
    expect(work).toEqual([])
    expect(await statuses()).toEqual(['due'])
  })
})

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { Kysely } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { kyselyStorage } from '../../adapters/storage/kysely/index.ts'
import { createInviteService, InviteError, type InviteOptions, type ServiceEvent, system } from '../../src/index.ts'
import { digest, hashSecret, type SecretPurpose } from '../../src/tokens/secret.ts'
import { createSecretHashes, type Pepper } from '../../src/tokens/secret-hashes.ts'
import { permissions } from '../support/permissions.ts'
import {
  goodPassword,
  person,
  refusalOf,
  type TestClock,
  type TestService,
  testClock,
  testService,
} from '../support/service.ts'
import { dump, sqliteDialect, stores, type TestStore } from '../support/stores.ts'

const p1 = { id: 'p1', key: 'b7Zq0m2Y5w1kR8sXcV4nT6uJ9hLfD3aGeP+/oIyQzEk=' }
const p2 = { id: 'p2', key: 'Qm9yZWQgb2YgZmFrZSBrZXlzPyBXZSBhcmUgYXMgd2Vs' }

/** The roll-out: each step runs beside its neighbours for a while, in other processes. */
const steps: readonly (readonly [string, Pepper | null])[] = [
  ['no pepper', null],
  ['the first key is known', { current: 'none', also: p1 }],
  ['the first key is used', { current: p1, also: 'none' }],
  ['the first key alone', { current: p1 }],
  ['the second key is known', { current: p1, also: p2 }],
  ['the second key is used', { current: p2, also: p1 }],
  ['the second key alone', { current: p2 }],
  ['plain hashes are known again', { current: p2, also: 'none' }],
  ['plain hashes are used again', { current: 'none', also: p2 }],
  ['no pepper again', null],
]
const neighbours = steps.slice(1).map((next, n) => ({ step: steps[n] ?? next, next }))

describe.each(stores)('a pepper on $name', ({ open }) => {
  let store: TestStore
  let clock: TestClock
  beforeEach(async () => {
    store = await open()
    clock = testClock()
  })
  afterEach(() => store.close())

  const under = (pepper: Pepper | null): TestService =>
    testService(store.storage, { clock, ...(pepper === null ? {} : { pepper }) })

  const invite = async ({ service }: TestService, email: string): Promise<string> =>
    (await service.invitations.create({ email, role: 'member' }, { actor: system, delivery: 'link' })).token ?? ''
  const join = async ({ service }: TestService, token: string) =>
    service.invitations.accept({ token, password: goodPassword }, { session: true })

  /** One secret of each kind that lives, and how somebody else would use it up. */
  async function liveSecrets(t: TestService, name: string) {
    const { service } = t
    const joined = await join(t, await invite(t, `${name}@example.com`))
    const waiting = await service.accounts.create(
      { email: `${name}-waits@example.com`, role: 'member' },
      { actor: system },
    )
    const issued = { actor: system, delivery: 'link' } as const
    return {
      invitation: await invite(t, `${name}-invited@example.com`),
      activation: (await service.activations.issue(waiting.id, issued)).token ?? '',
      reset: (await service.resets.issue(joined.account.id, issued)).token ?? '',
      session: joined.sessionToken ?? '',
    }
  }
  type Secrets = Awaited<ReturnType<typeof liveSecrets>>

  /** What each secret meets at its door: null where it opens. Nothing is used up but, at the end, everything. */
  async function met({ service }: TestService, secrets: Secrets) {
    const password = 'another long sentence 99'
    return {
      preview: await refusalOf(service.invitations.preview({ token: secrets.invitation })),
      check: await refusalOf(service.sessions.check(secrets.session, { touch: true })),
      activationSeen: await refusalOf(service.activations.preview({ token: secrets.activation })),
      resetSeen: await refusalOf(service.resets.preview({ token: secrets.reset })),
      accept: await refusalOf(service.invitations.accept({ token: secrets.invitation, password })),
      activate: await refusalOf(service.activations.complete({ token: secrets.activation, password })),
      reset: await refusalOf(service.resets.complete({ token: secrets.reset, password })),
    }
  }
  const allOpen = {
    preview: null,
    check: null,
    activationSeen: null,
    resetSeen: null,
    accept: null,
    activate: null,
    reset: null,
  }
  const allUnknown = {
    preview: 'invitation_not_found',
    check: 'not_authenticated',
    activationSeen: 'link_not_found',
    resetSeen: 'link_not_found',
    accept: 'invitation_not_found',
    activate: 'link_not_found',
    reset: 'link_not_found',
  }

  it.each(neighbours)('lets $step.0 and $next.0 run side by side', async ({ step: [, one], next: [, other] }) => {
    const [before, after] = [under(one), under(other)]
    expect(await met(after, await liveSecrets(before, 'ada'))).toEqual(allOpen)
    expect(await met(before, await liveSecrets(after, 'bob'))).toEqual(allOpen)
  })

  it('must be rolled out in steps: whoever does not know a key cannot use what it made', async () => {
    const [none, first, second] = [under(null), under({ current: p1 }), under({ current: p2 })]
    const secrets = await liveSecrets(first, 'ada')
    for (const stranger of [none, second, under({ current: p2, also: 'none' })])
      expect(await met(stranger, secrets)).toEqual(allUnknown)
    expect(await met(first, await liveSecrets(none, 'bob'))).toEqual(allUnknown)
    expect(await met(first, secrets)).toEqual(allOpen)
  })

  it('takes a link through a rotation: made under one key, accepted under the next, gone with the first', async () => {
    const before = under({ current: p1 })
    const [token, left] = [await invite(before, 'ada@example.com'), await invite(before, 'late@example.com')]
    const rotating = under({ current: p2, also: p1 })
    const { sessionToken } = await join(rotating, token)
    expect((await store.rows('challenge')).map(({ hash }) => hash.slice(0, 3))).toEqual(['p1:', 'p1:'])
    expect((await store.rows('session')).map(({ hash }) => hash?.slice(0, 3))).toEqual(['p2:'])
    const after = under({ current: p2 })
    expect(await refusalOf(after.service.sessions.check(sessionToken))).toBeNull()
    expect(await refusalOf(join(after, left))).toBe('invitation_not_found')
    await after.service.sessions.logout(sessionToken)
    expect(await refusalOf(after.service.sessions.check(sessionToken))).toBe('not_authenticated')
  })

  it('ends a session that an earlier key made', async () => {
    const { sessionToken } = await join(under({ current: p1 }), await invite(under({ current: p1 }), 'ada@example.com'))
    const rotating = under({ current: p2, also: p1 })
    await rotating.service.sessions.logout(sessionToken)
    expect(await refusalOf(rotating.service.sessions.check(sessionToken))).toBe('not_authenticated')
    expect((await store.rows('session')).map(({ status }) => status)).toEqual(['ended'])
  })

  it('lets one link be used once, whoever knows it by which key', async () => {
    const token = await invite(under({ current: p1 }), 'ada@example.com')
    const callers = [{ current: p1 }, { current: p1, also: p2 }, { current: p2, also: p1 }].map(under)
    const results = await Promise.all(callers.map((t) => refusalOf(join(t, token))))
    expect(results.toSorted()).toEqual(['already_accepted', 'already_accepted', null])
  })

  it('mails links under the key of today, whenever the mail was asked for', async () => {
    await under({ current: p1 }).service.invitations.create(
      { email: 'ada@example.com', role: 'member' },
      { actor: system },
    )
    await under({ current: p2, also: p1 }).drained()
    expect((await store.rows('challenge')).map(({ hash }) => hash)).toEqual([
      expect.stringMatching(/^p2:[0-9a-f]{64}$/),
    ])
  })

  it('answers a repeated call as before, under the same key', async () => {
    const t = under({ current: p1 })
    const token = await invite(t, 'ada@example.com')
    const again = () =>
      t.service.invitations.accept({ token, password: goodPassword }, { idempotencyKey: 'the same', session: true })
    expect((await again()).replayed).toBe(false)
    expect((await again()).replayed).toBe(true)
  })

  it('leaves nothing in the database by which a guess could be tried without the key', async () => {
    const t = under({ current: p1 })
    const token = await invite(t, 'ada@example.com')
    const idempotencyKey = 'a key that the thief knows'
    await t.service.invitations.accept({ token, password: goodPassword }, { idempotencyKey })
    const secrets = await liveSecrets(t, 'bob')
    const all = [['invitation', token], ...Object.entries(secrets)] as [SecretPurpose, string][]
    const stored = await dump(store)
    const found = (hashes: (purpose: SecretPurpose, secret: string) => string) =>
      all.filter(([purpose, secret]) => stored.includes(hashes(purpose, secret))).length
    // With the key each is there; that is how this test would notice.
    expect(found(createSecretHashes({ current: p1 }).stored)).toBe(all.length)
    const callBy = (hash: string) => digest(JSON.stringify(['invitations.accept', hash, idempotencyKey]))
    expect(stored).toContain(callBy(createSecretHashes({ current: p1 }).stored('invitation', token)))
    const guesses = [
      hashSecret,
      (_: SecretPurpose, secret: string) => secret,
      (_: SecretPurpose, secret: string) => digest(secret),
      (purpose: SecretPurpose, secret: string) => digest(`p1:${purpose}\0${secret}`),
      (purpose: SecretPurpose, secret: string) => callBy(hashSecret(purpose, secret)),
      (_: SecretPurpose, secret: string) => callBy(secret),
      createSecretHashes({ current: { ...p2, id: 'p1' } }).stored,
    ]
    expect(guesses.map(found)).toEqual(guesses.map(() => 0))
  })

  it('makes a link that somebody wrote into the database without the key worth nothing', async () => {
    const forged = await invite(under(null), 'mallory@example.com')
    expect((await store.rows('challenge')).map(({ hash }) => hash)).toEqual([hashSecret('invitation', forged)])
    const { service } = under({ current: p1 })
    expect(await refusalOf(service.invitations.preview({ token: forged }))).toBe('invitation_not_found')
    // While plain hashes are accepted they are accepted from whoever writes them.
    const switching = under({ current: p1, also: 'none' })
    expect(await refusalOf(switching.service.invitations.preview({ token: forged }))).toBeNull()
  })

  it('opens no door to what a thief of the database has', async () => {
    const t = under({ current: p2, also: p1 })
    await liveSecrets(t, 'ada')
    await liveSecrets(under({ current: p1 }), 'bob')
    const values = await dump(store)
    expect(values.filter((value) => /^p[12]:[0-9a-f]{64}$/.test(value))).toHaveLength(10)
    for (const value of values) {
      const halves = [value, value.slice(3)]
      for (const half of halves)
        expect(await met(t, { invitation: half, activation: half, reset: half, session: half }), value).toMatchObject({
          preview: 'invitation_not_found',
          check: 'not_authenticated',
          resetSeen: 'link_not_found',
        })
    }
  })

  it('shows its keys nowhere', async () => {
    const t = under({ current: p2, also: p1 })
    const events: ServiceEvent[] = []
    t.service.on('*', (event) => void events.push(event))
    const secrets = await liveSecrets(t, 'ada')
    const refusals: unknown[] = []
    for (const work of [
      () => t.service.invitations.preview({ token: `${secrets.invitation}x` }),
      () => t.service.invitations.accept({ token: secrets.session, password: goodPassword }),
      () => t.service.sessions.login({ login: 'ada@example.com', password: 'wrong' }),
      () => t.service.invitations.create({ email: 'nobody', role: 'member' }, { actor: system }),
    ])
      await work().catch((error: unknown) => refusals.push(error))
    expect(refusals).toHaveLength(4)
    expect(events.length).toBeGreaterThan(5)
    const everything = { service: t.service, mails: t.mails, events, refusals, stored: await dump(store) }
    const shown = inspect(everything, { depth: 50, showHidden: true, maxArrayLength: null, maxStringLength: null })
    expect(shown).toContain('ada@example.com')
    for (const text of [shown, JSON.stringify(everything), ...refusals.map((refusal) => JSON.stringify(refusal))])
      for (const { key } of [p1, p2]) expect(text).not.toContain(key)
    for (const refusal of refusals) expect(refusal).toBeInstanceOf(InviteError)
  })
})

describe('a pepper that was written wrongly', () => {
  const start = (pepper: unknown) => () =>
    createInviteService({ baseUrl: 'https://app.example.com', storage, permissions, pepper } as InviteOptions)
  const storage =
    stores[0] === undefined ? undefined : kyselyStorage(new Kysely({ dialect: sqliteDialect(':memory:') }))

  it.each([
    [{ current: { id: 'p1', key: 'too short' } }, '"pepper.current.key"'],
    [{ current: p1, previous: p2 }, '"pepper.previous" is not an option'],
    [{ current: p1, also: p1 }, '"pepper.also"'],
    [p1, '"pepper.id" is not an option'],
    [null, '"pepper"'],
  ])('%o stops the service from starting', (pepper, message) => {
    expect(start(pepper)).toThrow(TypeError)
    expect(start(pepper)).toThrow(message)
    expect(start({ current: p1 })).not.toThrow()
  })
})

describe('statements under a pepper', () => {
  const folder = mkdtempSync(join(tmpdir(), 'invitekit-'))
  const log: string[] = []
  const db = new Kysely<unknown>({
    dialect: sqliteDialect(join(folder, 'count.db')),
    log: ({ query }) => void log.push(query.sql),
  })
  afterEach(async () => {
    await db.destroy()
    rmSync(folder, { recursive: true })
  })

  it('are as many as without: one read, though two keys are looked for', async () => {
    const storage = kyselyStorage(db)
    await storage.migrate()
    const costs = async (pepper: Pepper | null, name: string) => {
      const t = testService(storage, pepper === null ? {} : { pepper })
      const actor = await person(t, `${name}@example.com`, 'owner')
      const email = `${name}-joins@example.com`
      const invited = await t.service.invitations.create({ email, role: 'member' }, { actor, delivery: 'link' })
      const token = invited.token ?? ''
      const { sessionToken } = await t.service.sessions.login({ login: `${name}@example.com`, password: goodPassword })
      const cost = async (work: () => Promise<unknown>) => {
        log.length = 0
        await work()
        return { reads: log.findIndex((sql) => /^begin/.test(sql)), statements: log.length }
      }
      return {
        preview: await cost(() => t.service.invitations.preview({ token })),
        previewAs: await cost(() => t.service.invitations.preview({ token }, { actor })),
        check: await cost(() => t.service.sessions.check(sessionToken)),
        accept: await cost(() => t.service.invitations.accept({ token, password: goodPassword }, { session: true })),
        logout: await cost(() => t.service.sessions.logout(sessionToken)),
      }
    }
    const plain = await costs(null, 'plain')
    expect(plain).toMatchObject({ preview: { reads: -1, statements: 1 }, accept: { reads: 1 }, logout: { reads: 1 } })
    expect(await costs({ current: p1 }, 'keyed')).toEqual(plain)
    expect(await costs({ current: p2, also: p1 }, 'rotating')).toEqual(plain)
  })
})

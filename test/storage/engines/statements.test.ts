import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Actor, purgeable, system } from '../../../src/index.ts'
import type { Form } from '../../support/engines/engine.ts'
import { type EngineStore, openEngine } from '../../support/engines/open-engine.ts'
import { reachable } from '../../support/engines/reachable.ts'
import { goodPassword, person, type TestService, testService, tokenIn } from '../../support/service.ts'
import { signingKey } from '../../support/signing-keys.ts'

/** What a call sent to the database; each statement, and each batch, is one round trip. */
interface Cost {
  /** Statements outside of commits. */
  readonly reads: number
  readonly commits: number
  /** Statements of commits: BEGIN and COMMIT among them, where there are such. */
  readonly inCommits: number
}

/** The most that a verb may cost: one read before its commit (none where it says so), and the commit in each form. */
const budgets = {
  create: { reads: 1, transaction: 7 },
  accept: { reads: 1, transaction: 10 },
  login: { reads: 1, transaction: 6 },
  'log in with a JWT': { reads: 1, transaction: 7 },
  refresh: { reads: 1, transaction: 7 },
  'request a reset': { reads: 0, transaction: 4 },
  reset: { reads: 1, transaction: 7 },
  decline: { reads: 1, transaction: 5 },
  'sign up': { reads: 1, transaction: 6 },
  'ask for another address': { reads: 1, transaction: 5 },
  'confirm an address': { reads: 1, transaction: 7 },
  'end a session': { reads: 1, transaction: 5 },
  'end all sessions': { reads: 1, transaction: 4 },
  'log in with a maximum': { reads: 2, transaction: 7 },
  // Its rows are inserted many at a time, as many as the engine takes in one statement.
  'create 500': { reads: 1, transaction: 12 },
} as const

function costOf(log: readonly string[]): Cost {
  const cost = { reads: 0, commits: 0, inCommits: 0 }
  let isInside = false
  for (const sql of log) {
    if (/^begin/i.test(sql)) isInside = true
    else if (!isInside && /insert into/i.test(sql)) cost.commits++
    else if (!isInside) cost.reads++
    if (isInside || /insert into/i.test(sql)) cost.inCommits++
    if (/^commit$/i.test(sql)) {
      isInside = false
      cost.commits++
    }
  }
  return cost
}

describe.each(await reachable())('round trips on $name', (engine) => {
  const log: string[] = []
  let store: EngineStore
  let t: TestService
  let owner: Actor & { type: 'account' }

  beforeAll(async () => {
    store = await openEngine(engine, ({ side, statement }) => void (side === 'before' && log.push(statement)))
    t = testService(store.storage)
    owner = await person(t, 'owner@example.com', 'owner')
  })
  afterAll(() => store.close())

  const costOfCall = async (work: () => Promise<unknown>): Promise<Cost> => {
    log.length = 0
    await work()
    return costOf(log)
  }

  const within = async (verb: keyof typeof budgets, work: () => Promise<unknown>) => {
    const { reads, transaction } = budgets[verb]
    const most: { readonly [F in Form]: number } = { transaction, statement: 1, batch: 1 }
    const cost = await costOfCall(work)
    expect(cost).toMatchObject({ reads, commits: 1 })
    expect(cost.inCommits, log.map((sql) => sql.slice(0, 40)).join('\n')).toBeLessThanOrEqual(most[engine.form])
  }

  async function mailed(email: string): Promise<string> {
    await t.service.invitations.create({ email, role: 'member' }, { actor: owner })
    return tokenIn((await t.drained()).find(({ to }) => to === email))
  }

  it('one to preview', async () => {
    const token = await mailed('preview@example.com')
    expect(await costOfCall(() => t.service.invitations.preview({ token }))).toEqual({
      reads: 1,
      commits: 0,
      inCommits: 0,
    })
  })

  it('a read and a commit to create', () =>
    within('create', () =>
      t.service.invitations.create({ email: 'create@example.com', role: 'member' }, { actor: owner }),
    ))

  it('a read and a commit to create 500', () => {
    const rows = Array.from({ length: 500 }, (_, n) => ({ email: `bulk${n}@example.com`, role: 'member' as const }))
    return within('create 500', () => t.service.invitations.createMany(rows, { actor: owner }))
  })

  it('a read and a commit to accept, log-in included', async () => {
    const token = await mailed('accept@example.com')
    await within('accept', () => t.service.invitations.accept({ token, password: goodPassword }, { session: true }))
  })

  it('a read and a commit to accept with an account', async () => {
    const member = await person(t, 'member@example.com', 'member', 'garage')
    const offer = { email: 'member@example.com', role: 'member' } as const
    const { token } = await t.service.invitations.create(offer, { actor: owner, delivery: 'link' })
    await within('accept', () => t.service.invitations.accept({ token: token ?? '' }, { actor: member }))
  })

  it('a commit alone to request a reset', () =>
    within('request a reset', () => t.service.resets.request({ email: 'owner@example.com' })))

  it('a read and a commit to reset', async () => {
    const { token } = await t.service.resets.issue(owner.id, { actor: system, delivery: 'link' })
    await within('reset', () => t.service.resets.complete({ token: token ?? '', password: goodPassword }))
  })

  it('a read and a commit to log in', () =>
    within('login', () => t.service.sessions.login({ login: 'owner@example.com', password: goodPassword })))

  it('a read and a commit to log in with a JWT, and to refresh it; none to verify it', async () => {
    const { service } = testService(store.storage, { sessions: { jwt: { keys: { current: signingKey() } } } })
    let tokens: { readonly sessionToken: string; readonly refreshToken: string | null } | null = null
    await within('log in with a JWT', async () => {
      tokens = await service.sessions.login({ login: 'owner@example.com', password: goodPassword })
    })
    await within('refresh', async () => {
      tokens = await service.sessions.refresh(tokens?.refreshToken)
    })
    expect(await costOfCall(() => service.sessions.verify(tokens?.sessionToken ?? null))).toEqual({
      reads: 0,
      commits: 0,
      inCommits: 0,
    })
  })

  it('a read and a commit to decline', async () => {
    const token = await mailed('decline@example.com')
    await within('decline', () => t.service.invitations.decline({ token }))
  })

  it('a read and a commit to sign up, log-in included', () => {
    const { service } = testService(store.storage, { signUp: { role: 'member' } })
    const input = { email: 'signup@example.com', password: goodPassword }
    return within('sign up', () => service.accounts.signUp(input, { session: true }))
  })

  it('a read and a commit to ask for another address, and to confirm it', async () => {
    const { service } = t
    const actor = await person(t, 'old@example.com', 'member')
    await within('ask for another address', () =>
      service.accounts.changeEmail({ email: 'new@example.com', currentPassword: goodPassword }, { actor }),
    )
    const token = tokenIn((await t.drained()).find(({ to }) => to === 'new@example.com'))
    await within('confirm an address', () => service.accounts.confirmEmail({ token }))
  })

  it('one to list one’s own sessions, a read and a commit to end one of them or all', async () => {
    const { service } = t
    const actor = await person(t, 'busy@example.com', 'member')
    await service.sessions.login({ login: 'busy@example.com', password: goodPassword })
    const list = () => service.sessions.list({}, { actor })
    const [session] = (await list()).items
    expect(await costOfCall(list)).toEqual({ reads: 1, commits: 0, inCommits: 0 })
    await within('end a session', () => service.sessions.revoke(session?.id ?? '', { actor }))
    await within('end all sessions', () => service.sessions.revokeAll({}, { actor }))
  })

  it('one read more to log in where there is a maximum', async () => {
    const { service } = testService(store.storage, { sessions: { maximum: 1 } })
    const input = { login: 'owner@example.com', password: goodPassword }
    await service.sessions.login(input)
    await within('log in with a maximum', () => service.sessions.login(input))
  })

  it('one to check a session', async () => {
    const { sessionToken } = await t.service.sessions.login({ login: 'owner@example.com', password: goodPassword })
    expect(await costOfCall(() => t.service.sessions.check(sessionToken))).toEqual({
      reads: 1,
      commits: 0,
      inCommits: 0,
    })
  })

  it('one to list a page, with the right to it', async () => {
    const list = (actor: Actor) => costOfCall(() => t.service.invitations.list({}, { actor }))
    expect(await list(system)).toEqual({ reads: 1, commits: 0, inCommits: 0 })
    expect(await list(owner)).toEqual({ reads: 1, commits: 0, inCommits: 0 })
  })

  it('one for each end that a record may have to purge a batch', async () => {
    await costOfCall(() => store.storage.purge(0, 500))
    expect(log).toHaveLength(Object.values(purgeable).flat().length)
    expect(log.filter((sql) => !/^delete/i.test(sql))).toEqual([])
  })

  it('none for a link that cannot be one', async () => {
    await costOfCall(() => t.service.invitations.preview({ token: 'ik_inv_nonsense' }).catch(() => undefined))
    expect(log).toEqual([])
  })
})

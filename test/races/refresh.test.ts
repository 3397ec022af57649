import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { system } from '../../src/index.ts'
import { dropEmptied, openEmptied } from '../support/engines/open-emptied.ts'
import type { EngineStore } from '../support/engines/open-engine.ts'
import { reachable } from '../support/engines/reachable.ts'
import { goodPassword, refusalOf, type TestService, testService } from '../support/service.ts'
import { signingKey } from '../support/signing-keys.ts'
import { counted, times } from './outcomes.ts'
import type { Refreshing, Setting } from './refreshing-process.ts'

const PROCESSES = 4
const CALLERS = 16
const MINUTE = 60_000
const rounds = Number(process.env['INVITEKIT_RACE_ROUNDS'] ?? 1)
const script = fileURLToPath(new URL('./refreshing-process.ts', import.meta.url))
const email = 'ada@example.com'
const isToken = (outcome: string): boolean => outcome.startsWith('ik_ref_')

// Each SQL once.
const engines = (await reachable()).filter(
  (engine, n, all) => n === all.findIndex((one) => one.server === engine.server),
)

afterAll(dropEmptied)

describe.each(engines)('64 refreshes from 4 processes on $name', { timeout: 60_000 + rounds * 5000 }, (engine) => {
  const keys = { current: signingKey() }
  let store: EngineStore
  let t: TestService
  let children: readonly ChildProcess[] = []
  beforeAll(async () => {
    store = await openEmptied(engine)
    t = testService(store.storage, { sessions: { jwt: { keys } } })
    await t.service.accounts.create({ email, password: goodPassword, role: 'member' }, { actor: system })
    await start('whole')
  })
  afterAll(async () => {
    await end()
    await store.close()
  })

  async function start(guards: Setting['guards']): Promise<void> {
    const setting: Setting = { shared: store.shared ?? {}, keys, guards }
    children = await Promise.all(
      times(PROCESSES, async () => {
        // Types are stripped by Node itself: by default, or with this option where it is younger than 22.18.
        const execArgv = process.features.typescript ? [] : ['--experimental-strip-types']
        const child = fork(script, [JSON.stringify(setting)], {
          execArgv,
          stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
        })
        await once(child, 'message')
        return child
      }),
    )
  }

  async function end(): Promise<void> {
    for (const child of children) child.kill('SIGKILL')
    await Promise.all(children.map((child) => child.exitCode ?? child.signalCode ?? once(child, 'exit')))
    children = []
  }

  /** All processes present the tokens at once: what each call got. */
  async function meet(tokens: readonly string[]): Promise<readonly string[]> {
    const job: Refreshing = { tokens, callers: CALLERS / tokens.length, now: t.clock.now() }
    const answers = children.map(async (child) => (await once(child, 'message'))[0] as readonly string[])
    for (const child of children) child.send(job)
    return (await Promise.all(answers)).flat()
  }

  async function login() {
    const { sessionToken, refreshToken } = await t.service.sessions.login({ login: email, password: goodPassword })
    const { sessionId } = await t.service.sessions.verify(sessionToken)
    return { token: refreshToken ?? '', sessionId }
  }

  /** What became of a session. */
  async function stateOf(id: string) {
    const [sessions, tokens, events] = [
      await store.rows('session'),
      await store.rows('refreshToken'),
      await store.rows('event'),
    ]
    const count = (type: string) =>
      events.filter((event) => event.type === type && Object(event.data).sessionId === id).length
    return {
      session: sessions.find((session) => session.id === id)?.status,
      tokens: counted(tokens.filter(({ sessionId }) => sessionId === id).map(({ status }) => status)),
      refreshed: count('session.refreshed'),
      reused: count('session.reused'),
    }
  }

  it('of one token end with one live token, the same for all, and the session lives', async () => {
    const { sessionId, ...first } = await login()
    let { token } = first
    for (const round of times(rounds, (n) => n + 1)) {
      const outcomes = await meet([token])
      expect(outcomes).toHaveLength(PROCESSES * CALLERS)
      expect(new Set(outcomes).size, Object.keys(counted(outcomes)).join()).toBe(1)
      token = outcomes[0] ?? ''
      expect(await stateOf(sessionId)).toEqual({
        session: 'live',
        tokens: { live: 1, rotated: round },
        refreshed: round,
        reused: 0,
      })
      t.clock.advance(MINUTE)
    }
    expect(isToken((await t.service.sessions.refresh(token)).refreshToken ?? '')).toBe(true)
  })

  it('of which half present a stolen old one end the session for all', async () => {
    for (const _ of times(rounds, (n) => n)) {
      const { token: stolen, sessionId } = await login()
      const { refreshToken: current } = await t.service.sessions.refresh(stolen)
      t.clock.advance(MINUTE)
      const outcomes = await meet([stolen, current ?? ''])
      // Whoever was faster than the thief got a token, all of them the same, and it is of no use any more.
      const tokens = new Set(outcomes.filter(isToken))
      expect(tokens.size).toBeLessThanOrEqual(1)
      expect(new Set(outcomes.filter((one) => !isToken(one)))).toEqual(new Set(['not_authenticated']))
      expect(outcomes.filter(isToken).length).toBeLessThanOrEqual(outcomes.length / 2)
      expect(await stateOf(sessionId)).toMatchObject({ session: 'ended', reused: 1 })
      for (const token of [stolen, current, ...tokens])
        expect(await refusalOf(t.service.sessions.refresh(token))).toBe('not_authenticated')
    }
  })

  it('would be caught on a storage without guards', async () => {
    await end()
    await start('broken')
    let most = 0
    for (const _ of times(rounds, (n) => n)) {
      const { token, sessionId } = await login()
      await meet([token])
      most = Math.max(most, (await stateOf(sessionId)).tokens['live'] ?? 0)
      t.clock.advance(MINUTE)
    }
    expect(most).toBeGreaterThan(1)
  })
})

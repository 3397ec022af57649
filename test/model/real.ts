import { expect } from 'vitest'
import { type AccountActor, type Code, InviteError, type Storage } from '../../src/index.ts'
import { goodPassword, type TestService, testService } from '../support/service.ts'
import type { TestStore } from '../support/stores.ts'
import { flagsOf } from './authority.ts'
import {
  type Asking,
  type Flag,
  type Member,
  type ModelOptions,
  newSession,
  signUpOffer,
  type Verdict,
  type World,
} from './world.ts'

/** Passwords that a policy takes, and one that it does not. */
export const passwords = [goodPassword, 'orchard umbrella 92 violins', 'a quiet harbour at 6 in winter'] as const
export const shortPassword = 'too short'

/** The service under test, and what it did. */
export interface Real extends TestService {
  readonly rows: TestStore['rows']
  /** How often each committed event happened to each subject. */
  readonly events: Map<string, number>
  /** Which verb ended how, and how often: over all sequences. */
  readonly tally: Map<string, number>
}

export function openReal(
  store: Pick<TestStore, 'storage' | 'rows'>,
  options: ModelOptions,
  tally: Map<string, number>,
): Real {
  const { accounts, resend, invited, losesAnswers } = options
  const storage = losesAnswers ? losingAnswers(store.storage) : store.storage
  const t = testService(storage, {
    invitations: { accounts, resend },
    resets: { invited },
    sessions: { lifetime: '30h', idle: '20h' },
    signUp: signUpOffer,
    limits: false, // the model knows no counters, and tries everything again and again
  })
  const events = new Map<string, number>()
  t.service.on('*', ({ type, subject, committed }) => {
    if (committed) count(events, `${type} ${subject}`)
  })
  return { ...t, rows: store.rows, events, tally }
}

/** Lets time pass, here and there. */
export function pass(world: World, real: Real, milliseconds: number): void {
  real.clock.advance(milliseconds)
  world.now += milliseconds
}

export const count = (counts: Map<string, number>, key: string): void =>
  void counts.set(key, (counts.get(key) ?? 0) + 1)

/** A storage whose answers get lost: every fifth commit before it is done, every third afterwards. Notes of use are not decisions. */
function losingAnswers(storage: Storage): Storage {
  let commits = 0
  return {
    ...storage,
    commit: async (change) => {
      const isNote = change.writes.some((write) => write.write === 'insert' && isNoteOfUse(write.values))
      if (isNote) return storage.commit(change)
      commits++
      if (commits % 5 === 0) return { outcome: 'undecided' }
      const outcome = await storage.commit(change)
      return commits % 3 === 0 ? { outcome: 'undecided' } : outcome
    },
  }
}

const isNoteOfUse = (values: object): boolean => 'type' in values && values.type === 'session.used'

/** Asks the service, and compares what it says with what the model says. Gives the answer, or null after a refusal. */
export async function agree<A>(
  real: Real,
  verb: string,
  verdict: Verdict<A>,
  call: () => Promise<A>,
): Promise<A | null> {
  const outcome = await outcomeOf(call)
  judge(real, verb, verdict, outcome)
  return 'code' in outcome ? null : outcome.answer
}

type Outcome<A> = { readonly code: Code } | { readonly answer: A }

function judge<A>(real: Real, verb: string, verdict: Verdict<A>, outcome: Outcome<A>): void {
  const got = 'code' in outcome ? outcome.code : 'done'
  count(real.tally, `${verb}: ${got}`)
  if (typeof verdict === 'string') expect(`${verb}: ${got}`).toBe(`${verb}: ${verdict}`)
  else if (typeof verdict !== 'function') expect(verdict).toContain(got)
  else {
    expect(`${verb}: ${got}`).toBe(`${verb}: done`)
    if ('answer' in outcome) verdict(outcome.answer)
  }
}

async function outcomeOf<A>(call: () => Promise<A>): Promise<Outcome<A>> {
  try {
    return { answer: await call() }
  } catch (error) {
    if (error instanceof InviteError) return { code: error.code }
    throw error
  }
}

/** Notes a session that the service has made, with the actor that a request would get from it. */
export async function remember(world: World, real: Real, token: string | null | undefined): Promise<void> {
  if (token === null || token === undefined) return
  const { actor, account, session } = await real.service.sessions.check(token)
  const person = world.people.get(account.email)
  if (person) newSession(world, person, { id: session.id, token, actor })
}

export const accountActorOf = ({ actor }: Asking): AccountActor => {
  if (actor.type === 'system') throw new TypeError('The system has no account')
  return actor
}

type Holdings = ReadonlyMap<string, ReadonlySet<Flag>>

/**
 * Runs what may give somebody flags, and looks at the stored rows before and after: nobody got what the giver did not
 * hold. This asks neither the rules nor the model. `giver` null is the system.
 */
export async function watchingGifts<A>(real: Real, giver: string | null, act: () => Promise<A>): Promise<A> {
  const before = await holdings(real)
  const answer = await act()
  const after = await holdings(real)
  if (giver === null) return answer
  for (const [place, flags] of after) {
    const [, scope = ''] = place.split(' ')
    const had = new Set([...(before.get(place) ?? []), ...(before.get(`${giver} ${scope}`) ?? [])])
    for (const flag of before.get(`${giver} *`) ?? []) had.add(flag)
    expect([...flags].filter((flag) => !had.has(flag))).toEqual([])
  }
  return answer
}

async function holdings({ rows }: Real): Promise<Holdings> {
  const memberships = await rows('membership')
  return new Map(
    memberships.map(({ accountId, scope, role, permissions }) => [
      `${accountId} ${scope}`,
      flagsOf({ role: role as Member['role'], extra: new Set(permissions as readonly Flag[]) }),
    ]),
  )
}

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Storage, Write } from '../../src/index.ts'
import { emptyHost, emptyMemory, emptySqlite } from '../support/empty-stores.ts'
import { anySequence } from './sequences.ts'

const usual = 800
/** Sequences in all, three of four in memory. A failure prints its seed and its shortest sequence. */
const runs = Number(process.env['INVITEKIT_MODEL_RUNS'] ?? usual)
const patience = { timeout: 60_000 + runs * 200 }

describe('any sequence of calls', () => {
  it('goes as the model says, in memory', patience, async () => {
    const tally = new Map<string, number>()
    await fc.assert(anySequence(emptyMemory, tally), { numRuns: Math.ceil(runs * 0.75) })
    expectSeen(tally)
  })

  it('goes as the model says, on SQLite', patience, async () => {
    const tally = new Map<string, number>()
    await fc.assert(anySequence(await emptySqlite(), tally), { numRuns: Math.ceil(runs * 0.25) })
    expectSeen(tally)
  })

  it('goes as the model says, in the tables of a host whose database makes the keys', patience, async () => {
    const tally = new Map<string, number>()
    await fc.assert(anySequence(await emptyHost(), tally), { numRuns: Math.ceil(runs * 0.25) })
    expectSeen(tally)
  })
})

describe('the model catches a store', () => {
  it.each([
    ['that forgets epochs', dropping('account', 'epoch')],
    ['that forgets generations', dropping('invitation', 'generation')],
    ['that lets links work twice', dropping('challenge', 'status')],
  ])('%s', patience, async (_, through) => {
    const result = await fc.check(anySequence(emptyMemory, new Map(), through), { numRuns: 300, endOnFailure: true })
    expect(result.failed).toBe(true)
  })
})

/** A storage that does everything but one field of its updates. */
function dropping(record: Write['record'], field: string) {
  return (storage: Storage): Storage => ({
    ...storage,
    commit: (change) => storage.commit({ ...change, writes: change.writes.map(without) }),
  })
  function without(write: Write): Write {
    if (write.write !== 'update' || write.record !== record) return write
    const set = Object.fromEntries(Object.entries(write.set).filter(([name]) => name !== field))
    return { ...write, set } as Write
  }
}

/** A property that never comes to the doors that it is about proves nothing: these were all opened, and all found shut. */
function expectSeen(tally: ReadonlyMap<string, number>): void {
  // Fewer sequences than usual may miss the rarer ones.
  if (runs < usual) return
  expect(often.filter((verb) => !tally.has(verb))).toEqual([])
}

const often = [
  'accept as: already_accepted',
  'accept as: done',
  'accept as: invitation_expired',
  'accept as: invitation_revoked',
  'accept as: wrong_account',
  'accept: already_accepted',
  'accept: done',
  'accept: email_domain_refused',
  'accept: email_mismatch',
  'accept: invalid_input',
  'accept: invitation_expired',
  'accept: invitation_not_found',
  'accept: invitation_revoked',
  'accept: invitation_superseded',
  'accept: inviter_lost',
  'accept: login_required',
  'changeEmail: done',
  'changeEmail: not_authenticated',
  'changeEmail: wrong_password',
  'changePassword: done',
  'changePassword: not_authenticated',
  'changePassword: wrong_password',
  'check: done',
  'check: not_authenticated',
  'complete activation: account_active',
  'complete reset: done',
  'complete reset: link_expired',
  'complete reset: link_superseded',
  'complete reset: link_used',
  'confirmEmail: done',
  'confirmEmail: link_superseded',
  'create: account_suspended',
  'create: already_invited',
  'create: already_member',
  'create: done',
  'create: forbidden',
  'create: idempotency_mismatch',
  'create: invalid_input',
  'create: not_authenticated',
  'create: role_not_grantable',
  'createAccount: done',
  'createAccount: email_taken',
  'createAccount: forbidden',
  'createMany, a row: already_invited',
  'createMany, a row: already_member',
  'createMany, a row: done',
  'createMany, a row: forbidden',
  'createMany, a row: invalid_input',
  'createMany, a row: not_authenticated',
  'createMany: done',
  'decline: done',
  'decline: invitation_declined',
  'decline: open_link',
  'issue activation: account_active',
  'issue activation: done',
  'issue activation: forbidden',
  'issue activation: not_authenticated',
  'issue reset: done',
  'issue reset: forbidden',
  'issue reset: not_authenticated',
  'listSessions: done',
  'listSessions: forbidden',
  'login: done',
  'login: login_failed',
  'misuse: invitation_not_found',
  'misuse: link_not_found',
  'preview reset: link_used',
  'preview: done',
  'reactivate: account_active',
  'reactivate: account_invited',
  'reactivate: done',
  'reactivate: forbidden',
  'reactivate: not_authenticated',
  'removeMembership: done',
  'removeMembership: forbidden',
  'removeMembership: membership_not_found',
  'removeMembership: not_authenticated',
  'resend: already_accepted',
  'resend: done',
  'resend: invalid_input',
  'resend: invitation_not_found',
  'resend: not_authenticated',
  'revokeAll: done',
  'revokeAll: not_authenticated',
  'revokeSession: done',
  'revokeSession: session_not_found',
  'revoke: done',
  'revoke: invitation_not_found',
  'revoke: not_authenticated',
  'signUp: done',
  'signUp: email_taken',
  'suspend: done',
  'suspend: forbidden',
  'suspend: last_holder',
  'suspend: not_authenticated',
  'updateMembership: done',
  'updateMembership: forbidden',
  'updateMembership: last_holder',
  'updateMembership: membership_not_found',
  'updateMembership: not_authenticated',
]

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type AccountEvent,
  accountLifecycle,
  activationLifecycle,
  activationState,
  type Cell,
  challengeLifecycle,
  challengeState,
  gate,
  type InvitationEvent,
  invitationLifecycle,
  invitationState,
  step,
} from '../../src/domain/lifecycles.ts'
import type { Account } from '../../src/domain/records.ts'
import { errors, fieldsOf } from '../../src/index.ts'
import { accountRow, challengeRow, invitationRow, NOW } from '../support/rows.ts'

type Table = Readonly<Record<string, Readonly<Record<string, Cell<string>>>>>

const tables: readonly (readonly [name: string, table: Table, states: readonly string[]])[] = [
  ['invitation', invitationLifecycle, [...stored('invitation'), 'expired', 'exhausted']],
  ['challenge', challengeLifecycle, [...stored('challenge'), 'expired', 'superseded']],
  ['account', accountLifecycle, stored('account')],
  ['activation', activationLifecycle, ['due', 'done', 'barred']],
]

function stored(kind: 'invitation' | 'challenge' | 'account'): readonly string[] {
  return fieldsOf(kind)['status']?.oneOf ?? []
}

const eventsOf = (table: Table): string[] => Object.keys(Object.values(table)[0] ?? {})
const cellOf = (table: Table, state: string, event: string): Cell<string> => {
  const cell = table[state]?.[event]
  if (cell === undefined) throw new Error(`No cell for ${event} in ${state}`)
  return cell
}

describe.each(tables)('the lifecycle of %s', (_, table, states) => {
  const events = eventsOf(table)

  it('has a row for every state that is stored or computed, and no other', () => {
    expect(Object.keys(table).toSorted()).toEqual(states.toSorted())
  })

  it('has the same events in every state', () => {
    for (const row of Object.values(table)) expect(Object.keys(row).toSorted()).toEqual(events.toSorted())
  })

  it('leads to states that exist, or refuses with codes that exist', () => {
    for (const row of Object.values(table)) {
      for (const cell of Object.values(row)) {
        expect(Object.keys(cell)).toHaveLength(1)
        if ('to' in cell) expect(states).toContain(cell.to)
        else expect(errors).toHaveProperty(cell.refuse)
      }
    }
  })

  it('answers every pair of state and event as its cell says', () => {
    fc.assert(
      fc.property(fc.constantFrom(...states), fc.constantFrom(...events), (state, event) => {
        const cell = cellOf(table, state, event)
        const refusal = step(table, state, event)
        expect(refusal).toEqual('to' in cell ? null : { refused: cell.refuse, params: {} })
      }),
      { numRuns: 500 },
    )
  })

  it('stays inside its states along any history, and never leaves a state that refuses everything', () => {
    const final = states.filter((state) => events.every((event) => 'refuse' in cellOf(table, state, event)))
    fc.assert(
      fc.property(fc.constantFrom(...states), fc.array(fc.constantFrom(...events)), (start, history) => {
        let state = start
        for (const event of history) {
          const cell = cellOf(table, state, event)
          const next = 'to' in cell ? cell.to : state
          if (final.includes(state)) expect(next).toBe(state)
          state = next
        }
        expect(states).toContain(state)
      }),
    )
  })
})

describe('an invitation', () => {
  it.each(['accepted', 'declined', 'revoked'] as const)('that is %s stays so, and says it with one code', (state) => {
    const codes = Object.values(invitationLifecycle[state]).map((cell) => ('refuse' in cell ? cell.refuse : null))
    expect(new Set(codes).size).toBe(1)
    expect(codes).not.toContain(null)
  })

  it('is accepted and declined from pending alone', () => {
    const events: readonly InvitationEvent[] = ['accept', 'decline']
    for (const event of events)
      for (const [state, row] of Object.entries(invitationLifecycle))
        expect('to' in row[event], `${event} in ${state}`).toBe(state === 'pending')
  })

  it('lives again by a resend when its time ran out, not when its seats did', () => {
    expect(invitationLifecycle.expired.resend).toEqual({ to: 'pending' })
    expect(invitationLifecycle.exhausted.resend).toEqual({ refuse: 'seats_taken' })
  })

  it('is revoked from every state in which a link might still work or work again', () => {
    const states = ['pending', 'expired', 'exhausted'] as const
    for (const state of states) expect(invitationLifecycle[state].revoke).toEqual({ to: 'revoked' })
  })

  const times = fc.integer({ min: NOW - 1_000_000, max: NOW + 1_000_000 })
  const invitations = fc.record({
    status: fc.constantFrom('pending', 'accepted', 'declined', 'revoked'),
    seats: fc.integer({ min: 1, max: 5 }),
    used: fc.integer({ min: 0, max: 5 }),
    expiresAt: times,
  })

  it('computes expired and exhausted from time and seats, and stores neither', () => {
    fc.assert(
      fc.property(invitations, times, (values, now) => {
        const state = invitationState(invitationRow(values), now)
        if (values.status !== 'pending') expect(state).toBe(values.status)
        else if (values.used >= values.seats) expect(state).toBe('exhausted')
        else expect(state).toBe(values.expiresAt > now ? 'pending' : 'expired')
      }),
    )
  })

  it('never comes back to life by the passing of time', () => {
    fc.assert(
      fc.property(invitations, times, fc.nat(1_000_000), (values, now, later) => {
        const invitation = invitationRow(values)
        const before = invitationState(invitation, now)
        const after = invitationState(invitation, now + later)
        expect(before === after || (before === 'pending' && after === 'expired')).toBe(true)
      }),
    )
  })

  it('has expired at the very millisecond of its end', () => {
    const invitation = invitationRow({ expiresAt: NOW })
    expect(invitationState(invitation, NOW - 1)).toBe('pending')
    expect(invitationState(invitation, NOW)).toBe('expired')
  })
})

describe('a challenge', () => {
  const challenges = fc.record({
    status: fc.constantFrom('open', 'used', 'ended'),
    generation: fc.nat(3),
    expiresAt: fc.integer({ min: NOW - 1000, max: NOW + 1000 }),
  })

  it('computes superseded before expired, and stores neither', () => {
    fc.assert(
      fc.property(challenges, fc.nat(3), (values, generation) => {
        const state = challengeState(challengeRow(values), generation, NOW)
        if (values.status !== 'open') expect(state).toBe(values.status)
        else if (values.generation !== generation) expect(state).toBe('superseded')
        else expect(state).toBe(values.expiresAt > NOW ? 'open' : 'expired')
      }),
    )
  })

  it('has expired at the very millisecond of its end', () => {
    expect(challengeState(challengeRow({ expiresAt: NOW }), 0, NOW - 1)).toBe('open')
    expect(challengeState(challengeRow({ expiresAt: NOW }), 0, NOW)).toBe('expired')
  })

  it('is used from open alone, and a preview uses nothing', () => {
    for (const [state, { use }] of Object.entries(challengeLifecycle)) expect('to' in use).toBe(state === 'open')
    expect(challengeLifecycle.open.preview).toEqual({ to: 'open' })
  })
})

describe('an account', () => {
  const states = ['invited', 'active', 'suspended'] as const
  const events = eventsOf(accountLifecycle) as AccountEvent[]

  it('asks the one gate in every state for every event', () => {
    fc.assert(
      fc.property(fc.constantFrom(...states), fc.constantFrom(...events), (status, event) => {
        const cell = accountLifecycle[status][event]
        expect(gate(accountRow({ status }), event)?.refused ?? null).toBe('refuse' in cell ? cell.refuse : null)
      }),
      { numRuns: 300 },
    )
  })

  it('moves from state to state by four events alone', () => {
    const moves = states.flatMap((from) =>
      events.flatMap((event) => {
        const cell = accountLifecycle[from][event]
        return 'to' in cell && cell.to !== from ? [`${from} ${event} ${cell.to}`] : []
      }),
    )
    expect(moves).toEqual([
      'invited activate active',
      'invited accept active',
      'active suspend suspended',
      'suspended reactivate active',
    ])
  })

  it('never becomes invited again', () => {
    for (const status of states.filter((one) => one !== 'invited'))
      for (const event of events) expect(accountLifecycle[status][event]).not.toEqual({ to: 'invited' })
  })

  it('that is suspended opens to a reactivation and to nothing else', () => {
    const open = events.filter((event) => 'to' in accountLifecycle.suspended[event])
    expect(open).toEqual(['reactivate'])
  })

  it('that is invited becomes active by the mailbox alone: no log-in, no reset, no session', () => {
    const open = events.filter((event) => 'to' in accountLifecycle.invited[event])
    expect(open.toSorted()).toEqual(['accept', 'activate', 'issueActivation'])
  })

  it('is reset without a change of state', () => {
    expect(accountLifecycle.active.reset).toEqual({ to: 'active' })
    expect(accountLifecycle.active.requestReset).toEqual({ to: 'active' })
  })

  it('says one thing to a stranger at the log-in, whatever its state', () => {
    for (const status of states) {
      const { login } = accountLifecycle[status]
      expect('to' in login || login.refuse === 'login_failed').toBe(true)
    }
  })
})

describe('an activation', () => {
  const pairs = [
    ['issue', 'issueActivation'],
    ['complete', 'activate'],
  ] as const

  it('follows its account: its table and the gate never disagree', () => {
    const statuses: readonly Account['status'][] = ['invited', 'active', 'suspended']
    for (const status of statuses) {
      const account = accountRow({ status })
      for (const [event, accountEvent] of pairs) {
        const mine = step(activationLifecycle, activationState(account), event)
        expect(mine).toEqual(gate(account, accountEvent))
      }
    }
  })
})

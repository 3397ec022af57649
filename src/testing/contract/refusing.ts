import { type AnyGuard, add, guard, insert, remove, update, type Write } from '../../domain/change.ts'
import { same } from '../check.ts'
import { challengeRow, eventRow, HOUR, invitationRow, messageRow, NOW, sessionRow, type Trial } from '../trial.ts'
import type { ContractCases } from './contract-cases.ts'

/** What is there before each case. */
interface Setting {
  readonly account: string
  readonly invitation: string
  readonly challenge: string
  readonly session: string
  readonly nowhere: string
}

async function setting(t: Trial): Promise<Setting> {
  const account = await t.account({ email: 'ada@example.com', usernameKey: 'ada', username: 'Ada' })
  const [invitation, challenge, session] = [t.id(), t.id(), t.id()]
  await t.done([
    insert('invitation', invitationRow({ id: invitation, openKey: 'key', seats: 5, used: 2, permissions: ['a', 'b'] })),
    insert('challenge', challengeRow({ id: challenge, hash: 'hash' })),
    insert('session', sessionRow({ id: session, hash: 'hash', accountId: account })),
  ])
  return { account, invitation, challenge, session, nowhere: t.id() }
}

type Wrong<W> = { readonly [what: string]: (here: Setting, t: Trial) => W }

/** Conditions that do not hold, of a row that is only read and of one that is written. */
const conditions: Wrong<AnyGuard> = {
  'another value': ({ account }) => guard('account', account, { status: 'suspended' }),
  'one of two other values': ({ account }) => guard('account', account, { status: 'active', epoch: 1 }),
  'a value where there is null': ({ account }) => guard('account', account, { locale: 'fr' }),
  'null where there is a value': ({ account }) => guard('account', account, { passwordHash: null }),
  'another list': ({ invitation }) => guard('invitation', invitation, { permissions: ['a'] }),
  'an empty list': ({ invitation }) => guard('invitation', invitation, { permissions: [] }),
  'a time that has come': ({ challenge }) => guard('challenge', challenge, { expiresAt: { gt: NOW + HOUR } }),
  'a time that is over': ({ challenge }) => guard('challenge', challenge, { expiresAt: { gt: NOW + 2 * HOUR } }),
  'greater than a null': ({ account }) => guard('account', account, { lastSeenAt: { gt: 0 } }),
  'a row that is not there': ({ nowhere }) => guard('challenge', nowhere, {}),
}

const seats = (by: number) => ({ field: 'used', by, upTo: 'seats' }) as const

/** Writes that cannot be. */
const wrong: Wrong<Write> = {
  'an update of a row that is not there': ({ nowhere }) => update('challenge', nowhere, {}, { generation: 1 }),
  'a removal of a row that is not there': ({ nowhere }) => remove('challenge', nowhere, {}),
  'a removal whose condition fails': ({ challenge }) => remove('challenge', challenge, { status: 'used' }),
  'an add whose condition fails': ({ invitation }) => add('invitation', invitation, { status: 'revoked' }, seats(1)),
  'an add beyond the limit': ({ invitation }) => add('invitation', invitation, {}, seats(4)),
  'an add to a row that is not there': ({ nowhere }) => add('invitation', nowhere, {}, seats(1)),
  'an insert whose id is taken': ({ challenge }) => insert('challenge', challengeRow({ id: challenge, hash: 'other' })),
  'an insert whose hash is taken': (_, t) => insert('challenge', challengeRow({ id: t.id(), hash: 'hash' })),
  'an insert whose open key is taken': (_, t) => insert('invitation', invitationRow({ id: t.id(), openKey: 'key' })),
}

/** What else a change with something wrong wants to write: on rows of several records, some of them written before it. */
const innocent = ({ account, nowhere }: Setting, t: Trial): readonly Write[] => [
  insert('session', sessionRow({ id: nowhere, hash: 'new', accountId: account })),
  insert('membership', { id: t.id(), accountId: account, scope: 'new', role: null, permissions: [], createdAt: NOW }),
  insert('invitation', invitationRow({ id: t.id(), openKey: 'new' })),
  insert('message', messageRow({ id: t.id() })),
]

/** `commit` where something does not hold: a conflict, and nothing is written. */
export const refusing: ContractCases = {
  ...named('a guard that fails is a conflict', conditions, async (t, here, one) => {
    await t.conflict('On a row that is only read', innocent(here, t), [one])
    const set = { [one.record === 'account' ? 'locale' : 'email']: 'de' }
    await t.conflict('On a row that is written', [...innocent(here, t), { write: 'update', ...one, set } as Write])
  }),
  ...named('a conflict writes nothing', wrong, async (t, here, write) => {
    await t.conflict('After other writes', [...innocent(here, t), write])
    await t.conflict('Before other writes', [write, ...innocent(here, t)])
  }),
  async 'an update to a key that is taken is a conflict: hash, open key, e-mail, user name'(t) {
    const here = await setting(t)
    const [challenge, invitation] = [t.id(), t.id()]
    const eve = await t.account({ email: 'eve@example.com' })
    await t.done([
      insert('challenge', challengeRow({ id: challenge, hash: 'other' })),
      insert('invitation', invitationRow({ id: invitation })),
    ])
    const updates: readonly Write[] = [
      update('challenge', challenge, {}, { hash: 'hash' }),
      update('invitation', invitation, {}, { openKey: 'key' }),
      update('account', eve, {}, { email: 'ada@example.com' }),
      update('account', eve, {}, { usernameKey: 'ada' }),
    ]
    for (const write of updates) await t.conflict('An update', [...innocent(here, t), write])
  },
  async 'two rows of one change that want one key are a conflict; nulls in a key are apart'(t) {
    const two = (openKey: string | null) =>
      [t.id(), t.id()].map((id) => insert('invitation', invitationRow({ id, openKey })))
    await t.conflict('One key twice', two('key'))
    await t.done(two(null))
    await t.done(two(null))
    same((await t.rows('invitation')).length, 4, 'Rows without a key')
  },
  async 'an account and a scope have one membership'(t) {
    const account = await t.account({ email: 'ada@example.com' })
    const membership = (scope: string) =>
      insert('membership', { id: t.id(), accountId: account, scope, role: null, permissions: [], createdAt: NOW })
    await t.done([membership('team')])
    await t.conflict('A second one', [membership('team')])
  },
  async 'an idempotency key is taken once'(t) {
    const event = (id: string) => insert('event', eventRow({ id, commitId: id, idempotencyKey: 'key' }))
    await t.done([event(t.id())])
    await t.conflict('A second one', [event(t.id())])
  },
}

/** A case for each thing that is wrong. */
function named<W>(
  title: string,
  all: Wrong<W>,
  prove: (t: Trial, here: Setting, one: W) => Promise<void>,
): ContractCases {
  const cases = Object.entries(all).map(([what, make]) => {
    const run = async (t: Trial) => {
      const here = await setting(t)
      await prove(t, here, make(here, t))
    }
    return [`${title}: ${what}`, run] as const
  })
  return Object.fromEntries(cases)
}

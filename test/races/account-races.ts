import { expect } from 'vitest'
import { type Actor, system } from '../../src/index.ts'
import { goodPassword, person, refusalOf, type TestService } from '../support/service.ts'
import {
  ada,
  type Call,
  demote,
  invited,
  member,
  newPassword,
  type Race,
  remove,
  type Service,
  type Settled,
  suspend,
} from './race.ts'

// Whoever comes second has lost their own standing, or finds that nobody else is left: its reads are not one snapshot.
const last = ['last_holder']
const lower = ['forbidden', ...last]
const gone = ['not_authenticated', ...last]

type Person = Actor & { readonly id: string }

/** Two owners; each call takes ownership from one of them. One stays, and one call hears a refusal: of `codes`, its own. */
const ownersFall = (
  name: string,
  codes: readonly [first: readonly string[], second: readonly string[]],
  calls: (a: Person, b: Person) => Call[],
): Race => ({
  name,
  endings: [...codes[0].map((code) => `${code}, done`), ...codes[1].map((code) => `done, ${code}`)],
  prepare: async (t) => {
    const [a, b] = [await person(t, 'a@example.com', 'owner'), await person(t, 'b@example.com', 'owner')]
    const settle = async ({ rows }: Settled) => {
      const active = (await rows('account')).filter(({ status }) => status === 'active').map(({ id }) => id)
      const owners = (await rows('membership')).filter((one) => one.role === 'owner' && active.includes(one.accountId))
      expect(owners, 'active owners').toHaveLength(1)
    }
    return { calls: calls(a, b), settle }
  },
})

/** A reset by a link that was handed over. */
async function handedReset(id: string, t: TestService): Promise<Call> {
  const { token } = await t.service.resets.issue(id, { actor: system, delivery: 'link' })
  return ({ resets }) => resets.complete({ token: token ?? '', password: newPassword })
}

const changePassword =
  (id: string): Call =>
  ({ accounts }) =>
    accounts.changePassword({ currentPassword: goodPassword, newPassword }, { actor: { type: 'account', id } })

/** A log-in with the password of before, while something ends everything of before. */
const loginMeets = (
  name: string,
  endings: readonly string[],
  other: (id: string, t: TestService) => Promise<Call>,
): Race => ({
  name: `login ∥ ${name}`,
  endings,
  prepare: async (t) => {
    const { id } = await person(t, ada, 'member')
    const end = await other(id, t)
    let token: string | null = null
    const login: Call = async ({ sessions }) => {
      token = (await sessions.login({ login: ada, password: goodPassword })).sessionToken
    }
    const settle = async ({ service, committed }: Settled) => {
      if (token === null) return
      expect(committed[0]).toBe('session.created')
      expect(await refusalOf(service.sessions.check(token)), 'a session of before').toBe('not_authenticated')
    }
    return { calls: [login, end], settle }
  },
})

/** What an administrator does, while they are suspended: done before, or not at all. */
const actorFalls = (name: string, verb: (actor: Actor, t: TestService) => Promise<Call>): Race => ({
  name: `${name} ∥ suspend who asks`,
  endings: ['done, done', 'not_authenticated, done'],
  prepare: async (t) => {
    const actor = await person(t, 'admin@example.com', 'admin')
    const call = await verb(actor, t)
    const settle = async ({ outcomes, committed }: Settled) =>
      expect(committed.indexOf('account.suspended')).toBe(outcomes[0] === 'done' ? 1 : 0)
    return { calls: [call, suspend(actor.id, system)], settle }
  },
})

/** Accounts, passwords, and those who ask. */
export const accountRaces: readonly Race[] = [
  {
    name: 'reset ∥ reset',
    endings: ['done, link_used', 'link_used, done'],
    prepare: async (t) => {
      const reset = await handedReset(await member(t), t)
      return { calls: [reset, reset] }
    },
  },
  loginMeets('suspend', ['done, done', 'login_failed, done'], async (id) => suspend(id, system)),
  loginMeets('reset', ['done, done', 'login_failed, done'], handedReset),
  loginMeets('change of password', ['done, done', 'login_failed, done'], async (id) => changePassword(id)),
  ownersFall('two owners suspend each other', [gone, gone], (a, b) => [suspend(a.id, b), suspend(b.id, a)]),
  ownersFall('two owners demote each other', [lower, lower], (a, b) => [demote(a.id, b), demote(b.id, a)]),
  ownersFall('an owner demotes another, who suspends them', [gone, lower], (a, b) => [
    demote(a.id, b),
    suspend(b.id, a),
  ]),
  ownersFall('two owners leave', [last, last], (a, b) => [demote(a.id, a), remove(b.id, b)]),
  ownersFall('the system suspends an owner and demotes another', [last, last], (a, b) => [
    suspend(a.id, system),
    demote(b.id, system),
  ]),
  {
    name: 'reset ∥ change of password',
    endings: ['done, wrong_password', 'link_superseded, done'],
    prepare: async (t) => {
      const id = await member(t)
      const settle = async ({ rows }: Settled) => expect(await rows('account')).toMatchObject([{ epoch: 1 }])
      return { calls: [await handedReset(id, t), changePassword(id)], settle }
    },
  },
  {
    name: 'reset ∥ suspend',
    endings: ['done, done', 'link_superseded, done'],
    prepare: async (t) => {
      const id = await member(t)
      const settle = async ({ outcomes, committed }: Settled) =>
        expect(committed.indexOf('account.suspended')).toBe(outcomes[0] === 'done' ? 1 : 0)
      return { calls: [await handedReset(id, t), suspend(id, system)], settle }
    },
  },
  {
    name: 'issue a reset ∥ suspend the person',
    endings: ['done, done', 'account_suspended, done'],
    prepare: async (t) => {
      const id = await member(t)
      const issue: Call = ({ resets }) => resets.issue(id, { actor: system, delivery: 'link' })
      const settle = async ({ outcomes, committed }: Settled) =>
        expect(committed.indexOf('account.suspended')).toBe(outcomes[0] === 'done' ? 1 : 0)
      return { calls: [issue, suspend(id, system)], settle }
    },
  },
  {
    name: 'activate ∥ issue another activation',
    endings: ['done, account_active', 'link_superseded, done'],
    prepare: async (t) => {
      const { id } = await t.service.accounts.create({ email: ada }, { actor: system })
      const { token } = await t.service.activations.issue(id, { actor: system, delivery: 'link' })
      const activate: Call = ({ activations }) => activations.complete({ token: token ?? '', password: newPassword })
      return { calls: [activate, ({ activations }) => activations.issue(id, { actor: system, delivery: 'link' })] }
    },
  },
  {
    name: 'suspend ∥ suspend',
    endings: ['done, account_suspended', 'account_suspended, done'],
    prepare: async (t) => {
      const id = await member(t)
      const settle = async ({ rows }: Settled) => expect(await rows('account')).toMatchObject([{ epoch: 1 }])
      return { calls: [suspend(id, system), suspend(id, system)], settle }
    },
  },
  {
    name: 'another role ∥ other flags',
    endings: ['done, done'],
    prepare: async (t) => {
      const id = await member(t)
      const update =
        (change: { role: 'admin' } | { permissions: ['pages.write'] }): Call =>
        ({ accounts }) =>
          accounts.updateMembership(id, '*', change, { actor: system })
      const settle = async ({ rows }: Settled) =>
        expect(await rows('membership')).toMatchObject([{ role: 'admin', permissions: ['pages.write'] }])
      return { calls: [update({ role: 'admin' }), update({ permissions: ['pages.write'] })], settle }
    },
  },
  actorFalls(
    'create',
    async (actor) =>
      ({ invitations }) =>
        invitations.create({ email: ada, role: 'member' }, { actor }),
  ),
  actorFalls(
    'create many',
    async (actor) =>
      ({ invitations }) =>
        bulkOfOne(invitations, actor),
  ),
  actorFalls('resend', async (actor, t) => {
    const { id } = await invited(t, system)
    return ({ invitations }) => invitations.resend(id, { actor, delivery: 'link' })
  }),
  actorFalls('revoke', async (actor, t) => {
    const { id } = await invited(t, system)
    return ({ invitations }) => invitations.revoke(id, { actor })
  }),
  actorFalls('demote', async (actor, t) => demote(await member(t), actor)),
  actorFalls('remove', async (actor, t) => remove(await member(t), actor)),
  actorFalls('issue a reset', async (actor, t) => {
    const id = await member(t)
    return ({ resets }) => resets.issue(id, { actor, delivery: 'link' })
  }),
  actorFalls('issue an activation', async (actor, t) => {
    const { id } = await t.service.accounts.create({ email: ada }, { actor: system })
    return ({ activations }) => activations.issue(id, { actor, delivery: 'link' })
  }),
  actorFalls('reactivate', async (actor, t) => {
    const id = await member(t)
    await t.service.accounts.suspend(id, { actor: system })
    return ({ accounts }) => accounts.reactivate(id, { actor })
  }),
]

/** A bulk answers with verdicts; the one of its only row is thrown here, like those of other calls. */
async function bulkOfOne(invitations: Service['invitations'], actor: Actor): Promise<void> {
  const { rows } = await invitations.createMany([{ email: ada, role: 'member' }], { actor, delivery: 'link' })
  for (const row of rows) if (!row.ok) throw Object.assign(new Error(row.code), { code: row.code })
}

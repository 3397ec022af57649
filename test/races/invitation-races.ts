import { expect } from 'vitest'
import { system } from '../../src/index.ts'
import { goodPassword, person, type TestService, tokenIn } from '../support/service.ts'
import {
  accept,
  ada,
  type Call,
  demote,
  invited,
  newPassword,
  type Race,
  remove,
  type Settled,
  suspend,
} from './race.ts'

/** An administrator invites; a call takes away from them what an invitation needs. */
const inviterFalls = (name: string, fall: (id: string) => Call): Race => ({
  name: `accept ∥ ${name} the inviter`,
  endings: ['done, done', 'inviter_lost, done'],
  prepare: async (t) => {
    const admin = await person(t, 'admin@example.com', 'admin')
    const { token } = await invited(t, admin)
    const settle = async ({ outcomes, committed, rows }: Settled) => {
      // The one that was accepted was accepted before.
      if (outcomes[0] === 'done') expect(committed[0]).toBe('invitation.accepted')
      expect(await rows('membership')).toHaveLength(
        (outcomes[0] === 'done' ? 2 : 1) - (name.startsWith('remove') ? 1 : 0),
      )
    }
    return { calls: [accept(token), fall(admin.id)], settle }
  },
})

/** A drain, and something that ends what a mail in the outbox speaks of: a mail that is taken was taken before. */
const drainMeets = (name: string, prepare: (t: TestService) => Promise<Call>): Race => ({
  name: `drain ∥ ${name}`,
  endings: ['done, done'],
  prepare: async (t) => {
    const end = await prepare(t)
    const settle = async ({ committed, rows }: Settled) => {
      const [message] = await rows('message')
      const isFirst = committed[0] === 'outbox.taken'
      expect(message?.status).toBe(isFirst ? 'sent' : 'cancelled')
      expect(await rows('challenge')).toHaveLength(isFirst ? 1 : 0)
    }
    return { calls: [({ outbox }) => outbox.drain(), end], settle }
  },
})

/** Invitations that meet, or that meet the fall of whoever is behind them. */
export const invitationRaces: readonly Race[] = [
  {
    name: 'accept ∥ accept',
    keptByKeys: true,
    endings: ['done, already_accepted', 'already_accepted, done'],
    prepare: async (t) => {
      const { token } = await invited(t, system)
      const settle = async ({ rows }: Settled) => {
        expect(await rows('account')).toHaveLength(1)
        expect(await rows('membership')).toHaveLength(1)
      }
      return { calls: [accept(token), accept(token)], settle }
    },
  },
  {
    name: 'accept ∥ revoke',
    endings: ['done, already_accepted', 'invitation_revoked, done'],
    prepare: async (t) => {
      const { id, token } = await invited(t, system)
      const settle = async ({ outcomes, rows }: Settled) => {
        expect(await rows('membership')).toHaveLength(outcomes[0] === 'done' ? 1 : 0)
        expect(await rows('account')).toHaveLength(outcomes[0] === 'done' ? 1 : 0)
        expect(await rows('invitation')).toMatchObject([{ status: outcomes[0] === 'done' ? 'accepted' : 'revoked' }])
      }
      return { calls: [accept(token), ({ invitations }) => invitations.revoke(id, { actor: system })], settle }
    },
  },
  {
    name: 'accept ∥ resend and rotate',
    endings: ['done, already_accepted', 'invitation_superseded, done'],
    prepare: async (t) => {
      const { id, token } = await invited(t, system)
      const resend: Call = ({ invitations }) =>
        invitations.resend(id, { actor: system, delivery: 'link', mode: 'rotate' })
      return { calls: [accept(token), resend] }
    },
  },
  inviterFalls('demote', (id) => demote(id, system)),
  inviterFalls('suspend', (id) => suspend(id, system)),
  inviterFalls('remove', (id) => remove(id, system)),
  {
    name: 'accept with a session ∥ suspend the person',
    endings: ['done, done', 'not_authenticated, done'],
    prepare: async (t) => {
      const actor = await person(t, ada, 'member', 'garage')
      const { token } = await invited(t, system)
      const settle = async ({ outcomes, committed }: Settled) => {
        if (outcomes[0] === 'done') expect(committed[0]).toBe('invitation.accepted')
      }
      return {
        calls: [({ invitations }) => invitations.accept({ token }, { actor }), suspend(actor.id, system)],
        settle,
      }
    },
  },
  {
    name: 'accept ∥ accept, two invitations for one address',
    keptByKeys: true,
    endings: ['done, login_required', 'login_required, done'],
    prepare: async (t) => {
      const [here, there] = [await invited(t, system), await invited(t, system, { scope: 'garage' })]
      const settle = async ({ rows }: Settled) => expect(await rows('account')).toHaveLength(1)
      return { calls: [accept(here.token), accept(there.token)], settle }
    },
  },
  {
    name: 'accept ∥ create the account',
    keptByKeys: true,
    endings: ['done, email_taken', 'login_required, done'],
    prepare: async (t) => {
      const { token } = await invited(t, system)
      const create: Call = ({ accounts }) => accounts.create({ email: ada, password: newPassword }, { actor: system })
      const settle = async ({ rows }: Settled) => expect(await rows('account')).toHaveLength(1)
      return { calls: [accept(token), create], settle }
    },
  },
  {
    name: 'accept ∥ accept, the last seat',
    endings: ['done, seats_taken', 'seats_taken, done'],
    prepare: async (t) => {
      const { token } = await t.service.invitations.create({ seats: 1, role: 'member' }, { actor: system })
      const take =
        (email: string): Call =>
        ({ invitations }) =>
          invitations.accept({ token: token ?? '', email, password: goodPassword })
      const settle = async ({ rows }: Settled) => {
        expect(await rows('invitation')).toMatchObject([{ used: 1 }])
        expect(await rows('account')).toHaveLength(1)
      }
      return { calls: [take('a@example.com'), take('b@example.com')], settle }
    },
  },
  {
    name: 'accept what was made beforehand ∥ activate it',
    endings: ['done, account_active', 'login_required, done'],
    prepare: async (t) => {
      const { id } = await t.service.accounts.create({ email: ada }, { actor: system })
      await t.service.invitations.create({ email: ada, role: 'member' }, { actor: system, delivery: 'mail' })
      const [mail] = await t.drained()
      const activation = await t.service.activations.issue(id, { actor: system, delivery: 'link' })
      const activate: Call = ({ activations }) =>
        activations.complete({ token: activation.token ?? '', password: newPassword })
      const settle = async ({ rows, committed }: Settled) => {
        expect(committed).toHaveLength(1)
        expect(await rows('account')).toMatchObject([{ status: 'active', epoch: 2 }])
      }
      return { calls: [accept(tokenIn(mail)), activate], settle }
    },
  },
  {
    name: 'create ∥ create',
    keptByKeys: true,
    endings: ['done, already_invited', 'already_invited, done'],
    prepare: async (t) => {
      const actor = await person(t, 'owner@example.com', 'owner')
      const create: Call = ({ invitations }) => invitations.create({ email: ada, role: 'member' }, { actor })
      const settle = async ({ rows }: Settled) => expect(await rows('invitation')).toHaveLength(1)
      return { calls: [create, create], settle }
    },
  },
  {
    name: 'create ∥ create, after the first has expired',
    keptByKeys: true,
    endings: ['done, already_invited', 'already_invited, done'],
    prepare: async (t) => {
      await invited(t, system)
      t.clock.advance(8 * 86_400_000)
      const create: Call = ({ invitations }) => invitations.create({ email: ada, role: 'member' }, { actor: system })
      const settle = async ({ rows }: Settled) => {
        const statuses = (await rows('invitation')).map(({ status }) => status)
        expect(statuses.sort()).toEqual(['pending', 'revoked'])
      }
      return { calls: [create, create], settle }
    },
  },
  {
    name: 'create, after the first has expired ∥ resend the first',
    endings: ['done, invitation_revoked', 'already_invited, done'],
    prepare: async (t) => {
      const { id } = await invited(t, system)
      t.clock.advance(8 * 86_400_000)
      const create: Call = ({ invitations }) => invitations.create({ email: ada, role: 'member' }, { actor: system })
      return { calls: [create, ({ invitations }) => invitations.resend(id, { actor: system, delivery: 'link' })] }
    },
  },
  {
    name: 'create ∥ create elsewhere, for an account whose own invitation has died',
    endings: ['done, done'],
    options: { invitations: { accounts: 'beforehand' } },
    prepare: async (t) => {
      const { id } = await invited(t, system)
      await t.service.invitations.revoke(id, { actor: system })
      const made: string[] = []
      const create =
        (scope: string): Call =>
        async ({ invitations }) => {
          made.push((await invitations.create({ email: ada, role: 'member', scope }, { actor: system })).id)
        }
      // It lives on for whichever came first.
      const settle = async ({ rows }: Settled) =>
        expect(await rows('account')).toMatchObject([{ invitationId: made[0] }])
      return { calls: [create('a'), create('b')], settle }
    },
  },
  {
    name: 'revoke ∥ resend',
    endings: ['done, done', 'done, invitation_revoked'],
    prepare: async (t) => {
      const { id } = await invited(t, system)
      const resend: Call = ({ invitations }) => invitations.resend(id, { actor: system, delivery: 'link' })
      const settle = async ({ rows, outcomes, committed }: Settled) => {
        expect(await rows('invitation')).toMatchObject([{ status: 'revoked' }])
        if (outcomes[1] === 'done') expect(committed).toEqual(['invitation.resent', 'invitation.revoked'])
      }
      return { calls: [({ invitations }) => invitations.revoke(id, { actor: system }), resend], settle }
    },
  },
  {
    name: 'accept more flags ∥ get other flags',
    endings: ['done, done'],
    prepare: async (t) => {
      const actor = await person(t, ada, 'member')
      const offer = { email: ada, permissions: ['pages.write'] } as const
      const { token } = await t.service.invitations.create(offer, { actor: system, delivery: 'link' })
      const other: Call = ({ accounts }) =>
        accounts.updateMembership(actor.id, '*', { permissions: ['audit.view'] }, { actor: system })
      const settle = async ({ rows, committed }: Settled) => {
        const permissions = committed[0] === 'membership.updated' ? ['audit.view', 'pages.write'] : ['audit.view']
        expect(await rows('membership')).toMatchObject([{ permissions }])
      }
      return { calls: [({ invitations }) => invitations.accept({ token: token ?? '' }, { actor }), other], settle }
    },
  },
  {
    name: 'drain ∥ drain ∥ drain',
    endings: ['done, done, done'],
    prepare: async (t) => {
      const rows = ['a@example.com', 'b@example.com'].map((email) => ({ email, role: 'member' }) as const)
      await t.service.invitations.createMany(rows, { actor: system, delivery: 'mail' })
      const drain: Call = ({ outbox }) => outbox.drain()
      const settle = async ({ committed, rows }: Settled) => {
        expect(committed.toSorted()).toEqual(['outbox.sent', 'outbox.sent', 'outbox.taken', 'outbox.taken'])
        expect((await rows('message')).map(({ status, attempts }) => ({ status, attempts }))).toEqual([
          { status: 'sent', attempts: 1 },
          { status: 'sent', attempts: 1 },
        ])
      }
      return { calls: [drain, drain, drain], settle }
    },
  },
  drainMeets('revoke', async ({ service }) => {
    const { id } = await service.invitations.create({ email: ada, role: 'member' }, { actor: system, delivery: 'mail' })
    return ({ invitations }) => invitations.revoke(id, { actor: system })
  }),
  drainMeets('suspend, of who asked for a reset', async (t) => {
    const { id } = await person(t, ada, 'member')
    await t.service.resets.request({ email: ada })
    return suspend(id, system)
  }),
]

import { system } from '../domain/actor.ts'
import { update } from '../domain/change.ts'
import { same } from './check.ts'
import { accept, decline, invited, isAccepted, person } from './consuming-scenes.ts'
import { PASSWORD } from './proof-service.ts'
import type { Call, Scene } from './scene.ts'
import { changeOf, NOW } from './trial.ts'

const by = { actor: system }
const either: Scene['isRight'] = (crowd, other) => crowd.done + other.done === 1

/** An acceptance meets something that makes it wrong. */
const acceptMeets = (name: string, refusals: Scene['refusals'], isRight: Scene['isRight'], call: Call): Scene => ({
  name: `accept, while somebody ${name}`,
  prepare: invited,
  crowd: accept,
  other: { call, callers: 'one' },
  refusals: ['already_accepted', ...refusals],
  isRight,
  isEffect: isAccepted,
})

/** An owner demotes the other one. */
const demote =
  (by: 'a' | 'b', whom: 'a' | 'b'): Call =>
  ({ accounts }, { scope = '', ...owners }) =>
    accounts.updateMembership(
      owners[whom] ?? '',
      scope,
      { role: 'member' },
      { actor: { type: 'account', id: owners[by] ?? '' } },
    )

/** Calls that make each other wrong: whoever comes second is refused. */
export const meetingScenes: readonly Scene[] = [
  acceptMeets('revokes the invitation', ['invitation_revoked'], either, ({ invitations }, { invitation = '' }) =>
    invitations.revoke(invitation, by),
  ),
  acceptMeets('declines the invitation', ['invitation_declined'], either, (service, facts) =>
    decline(service, facts, 0),
  ),
  acceptMeets('sends a new link', ['invitation_superseded'], either, ({ invitations }, { invitation = '' }) =>
    invitations.resend(invitation, { ...by, delivery: 'link', mode: 'rotate' }),
  ),
  acceptMeets(
    'demotes the inviter',
    ['inviter_lost'],
    (crowd, other) => other.done === other.callers && crowd.done <= 1,
    ({ accounts }, { inviter = '', scope = '' }) => accounts.updateMembership(inviter, scope, { role: 'member' }, by),
  ),
  acceptMeets(
    'suspends the inviter',
    ['inviter_lost'],
    (crowd, other) => other.done === other.callers && crowd.done <= 1,
    ({ accounts }, { inviter = '' }) => accounts.suspend(inviter, by),
  ),
  {
    name: 'log in, while somebody suspends the account',
    prepare: async (service, scope) => {
      const { id, email } = await person(service, scope, 'member', 'member')
      return { account: id, email }
    },
    crowd: ({ sessions }, { email = '' }) => sessions.login({ login: email, password: PASSWORD }),
    other: { call: ({ accounts }, { account = '' }) => accounts.suspend(account, by), callers: 'one' },
    refusals: ['login_failed'],
    isRight: (_, other) => other.done === other.callers,
    isEffect: ({ type, subject }, { account }) => type === 'session.created' && subject === account,
  },
  {
    name: 'two owners demote each other: one stays',
    prepare: async (service, scope) => {
      const [a, b] = [await person(service, scope, 'a', 'owner'), await person(service, scope, 'b', 'owner')]
      return { scope, a: a.id, b: b.id }
    },
    crowd: demote('a', 'b'),
    other: { call: demote('b', 'a'), callers: 'half' },
    refusals: ['forbidden', 'last_holder'],
    isRight: (crowd, other) => crowd.done > 0 !== other.done > 0,
    isEffect: ({ type, subject, scope }, facts) =>
      type === 'membership.updated' && subject === facts['b'] && scope === facts['scope'],
    broken: ({ membership }, { scope }) => {
      const owners = membership.filter((row) => row.scope === scope && row.role === 'owner').length
      return owners === 1 ? [] : [`${owners} owners are left of two who demoted each other`]
    },
  },
  {
    name: 'accept, while the row of the inviter is touched all the time: nobody fails for it',
    prepare: async (service, scope) => {
      const { id: inviter } = await person(service, scope, 'inviter', 'admin')
      const actor = { type: 'account', id: inviter } as const
      const { id, token } = await service.invitations.create({ seats: 1000, role: 'member', scope }, { actor })
      return { scope, inviter, invitation: id, token: token ?? '' }
    },
    crowd: ({ invitations }, { token = '', scope }, n) =>
      invitations.accept({ token, email: `guest-${n}.${scope}@example.com`, password: PASSWORD }),
    refusals: [],
    isRight: ({ done, callers }) => done === callers,
    isEffect: isAccepted,
    meanwhile: async (storage, { inviter = '', scope }, n) => {
      const seen = update('account', inviter, {}, { lastSeenAt: NOW + n })
      const { outcome } = await storage.commit(changeOf(`${scope}.seen.${n}`, [seen]))
      same(outcome, 'committed', 'Who touches the row does not fail either')
    },
  },
]

import { system } from '../domain/actor.ts'
import { NEW_PASSWORD, PASSWORD, type ProofService } from './proof-service.ts'
import { IDLE, type Scene, TWO_ANSWERS } from './scene.ts'
import { NOW } from './trial.ts'

const by = { actor: system, delivery: 'link' } as const
const SEATS = 5

/** Makes an account with a role in the scope of a round. */
export const person = (service: ProofService, scope: string, name: string, role: 'owner' | 'admin' | 'member') =>
  service.accounts.create({ email: `${name}.${scope}@example.com`, password: PASSWORD, role, scope }, { actor: system })

/** Invites somebody into the scope of a round, through somebody who has an account. */
export async function invited(service: ProofService, scope: string) {
  const { id: inviter } = await person(service, scope, 'inviter', 'admin')
  const offer = { email: `guest.${scope}@example.com`, role: 'member', scope } as const
  const { id, token } = await service.invitations.create(offer, { ...by, actor: { type: 'account', id: inviter } })
  return { scope, inviter, invitation: id, token: token ?? '' }
}

export const accept: Scene['crowd'] = ({ invitations }, { token = '' }) =>
  invitations.accept({ token, password: PASSWORD })

export const decline: Scene['crowd'] = ({ invitations }, { token = '' }) => invitations.decline({ token })

export const isAccepted: Scene['isEffect'] = ({ type, subject }, { invitation }) =>
  type === 'invitation.accepted' && subject === invitation

/** Presents a token, and presents it again: whoever asks within the grace gets the successor that is stored. */
const refresh: Scene['crowd'] = async ({ issuing }, { token }) => {
  const { sessions } = issuing()
  const { refreshToken } = await sessions.refresh(token ?? null)
  const again = await sessions.refresh(token ?? null)
  return again.refreshToken === refreshToken ? undefined : TWO_ANSWERS
}

const one: Scene['isRight'] = ({ done }) => done === 1

/** The verbs that use something up: whoever comes first. */
export const consumingScenes: readonly Scene[] = [
  {
    name: 'accept one link: one winner',
    prepare: invited,
    crowd: accept,
    refusals: ['already_accepted'],
    isRight: one,
    isEffect: isAccepted,
  },
  {
    name: 'complete one reset: one winner',
    prepare: async (service, scope) => {
      const { id } = await person(service, scope, 'member', 'member')
      const { token } = await service.resets.issue(id, by)
      return { account: id, token: token ?? '' }
    },
    crowd: ({ resets }, { token = '' }) => resets.complete({ token, password: NEW_PASSWORD }),
    refusals: ['link_used'],
    isRight: one,
    isEffect: ({ type, subject }, { account }) => type === 'password.reset' && subject === account,
    broken: ({ account }, facts) =>
      account.some(({ id, epoch }) => id === facts['account'] && epoch !== 1) ? ['A reset counted twice'] : [],
  },
  {
    name: 'complete one activation: one winner',
    prepare: async (service, scope) => {
      const offer = { email: `member.${scope}@example.com`, role: 'member', scope } as const
      const { id } = await service.accounts.create(offer, { actor: system })
      const { token } = await service.activations.issue(id, by)
      return { account: id, token: token ?? '' }
    },
    crowd: ({ activations }, { token = '' }) => activations.complete({ token, password: PASSWORD }, { session: true }),
    refusals: ['account_active'],
    isRight: one,
    isEffect: ({ type, subject }, { account }) => type === 'account.activated' && subject === account,
  },
  {
    name: 'decline one link: one winner',
    prepare: invited,
    crowd: decline,
    refusals: ['invitation_declined'],
    isRight: one,
    isEffect: ({ type, subject }, { invitation }) => type === 'invitation.declined' && subject === invitation,
  },
  {
    name: 'confirm one new address: one winner',
    prepare: async (service, scope) => {
      const { id } = await person(service, scope, 'member', 'member')
      const email = `new.${scope}@example.com`
      await service.accounts.changeEmail({ email, currentPassword: PASSWORD }, { actor: { type: 'account', id } })
      await service.outbox.drain()
      return { account: id, email, token: service.sink.tokenIn(service.sink.last(email)) }
    },
    crowd: ({ accounts }, { token = '' }) => accounts.confirmEmail({ token }),
    refusals: ['link_used'],
    isRight: one,
    isEffect: ({ type, subject }, { account }) => type === 'email.changed' && subject === account,
    broken: ({ account }, facts) =>
      account.some(({ id, epoch, email }) => id === facts['account'] && (epoch !== 1 || email !== facts['email']))
        ? ['A new address counted twice, or not at all']
        : [],
  },
  {
    name: 'take the seats of an open link: as many winners as seats',
    prepare: async (service, scope) => {
      const { id, token } = await service.invitations.create({ seats: SEATS, role: 'member', scope }, by)
      return { scope, invitation: id, token: token ?? '' }
    },
    crowd: ({ invitations }, { token = '', scope }, n) =>
      invitations.accept({ token, email: `guest-${n}.${scope}@example.com`, password: PASSWORD }),
    refusals: ['seats_taken'],
    isRight: ({ done, callers }) => done === Math.min(SEATS, callers),
    isEffect: isAccepted,
  },
  {
    name: 'invite one address: one pending invitation',
    prepare: async (_, scope) => ({ scope }),
    crowd: ({ invitations }, { scope = '' }) =>
      invitations.create({ email: `guest.${scope}@example.com`, role: 'member', scope }, by),
    refusals: ['already_invited'],
    isRight: one,
    isEffect: ({ type, scope }, facts) => type === 'invitation.created' && scope === facts['scope'],
  },
  {
    name: 'refresh one token: one successor, the same for all',
    sessions: 'jwt',
    prepare: async (service, scope) => {
      const { id, email } = await person(service, scope, 'member', 'member')
      const { refreshToken } = await service.issuing().sessions.login({ login: email, password: PASSWORD })
      return { account: id, token: refreshToken ?? '' }
    },
    crowd: refresh,
    refusals: [],
    isRepeatable: true,
    isRight: ({ done, callers }) => done === callers,
    isEffect: ({ type, subject }, { account }) => type === 'session.refreshed' && subject === account,
    broken: ({ session }, { account }) =>
      session.some(({ accountId, status }) => accountId === account && status !== 'live')
        ? ['Callers who met were taken for thieves']
        : [],
  },
  {
    name: 'send one message: one worker',
    takesAny: true,
    prepare: async ({ invitations, storage }, scope) => {
      const email = `guest.${scope}@example.com`
      await invitations.create({ email, role: 'member', scope }, { ...by, delivery: 'mail' })
      const where = { status: 'due', dueAt: { atMost: NOW } } as const
      const all = { with: {}, leastFirst: 'dueAt', after: null, limit: 100 } as const
      const { rows } = await storage.list({ record: 'message', where, ...all })
      return { message: rows.find(({ row }) => row.email === email)?.row.id ?? '' }
    },
    crowd: async ({ outbox }) => ((await outbox.drain()).sent > 0 ? undefined : IDLE),
    refusals: [IDLE],
    isRight: one,
    isEffect: ({ type, subject }, { message }) => type === 'outbox.taken' && subject === message,
    broken: ({ message }, facts) =>
      message.some(({ id, status }) => id === facts['message'] && status !== 'sent') ? ['A message was not sent'] : [],
  },
]

import { type AcceptInvitationInput, type CreateInvitationInput, InviteError, type TokenInput } from 'invitekit'
import { type CallOf, defineContract, type FieldMap } from 'invitekit/http'
import { checkPerson } from './person.ts'
import { type ContractDirectory, place } from './placing.ts'

const profile = (name: string, required = false) => ({ [name]: { to: `profile.${name}`, required } })

const signup: FieldMap = {
  ':token': 'token',
  ...profile('firstName', true),
  ...profile('lastName', true),
  ...profile('phone'),
  ...profile('avatarUrl'),
  password: { required: true },
  passwordConfirmation: { sameAs: 'password' },
  email: 'email',
}

const invitation: FieldMap = {
  email: { required: true },
  role: { required: true },
  orgId: 'scope',
  eventIds: 'metadata.eventIds',
}

const unusable = { status: 200, body: () => ({ valid: false }) }
const gone = (reason: string) => ({ status: 410, body: ({ code }: { readonly code: string }) => ({ code, reason }) })

/** A link that has died, and why: unknown and revoked look alike. */
const dead = {
  invitation_revoked: 404,
  invitation_superseded: 404,
  invitation_declined: 404,
  inviter_lost: 404,
  invitation_expired: gone('expired'),
  already_accepted: gone('used'),
} as const

type Caller = CallOf<'none'>

/** What is behind a link. The user was made with the invitation: one who must sign up first has been deleted since. */
async function preview(input: TokenInput, { service, from }: Caller) {
  const seen = await service.invitations.preview(input, { from })
  if (seen.next === 'sign_up' && seen.invitation?.email != null) throw new InviteError('account_not_found')
  return seen
}

/** The public API of the events product, as a table over the verbs. */
export const eventsContract = (directory: ContractDirectory) =>
  defineContract({}, (line) => [
    line({
      method: 'POST',
      path: '/invitations',
      session: 'required',
      status: 201,
      takes: 'json',
      input: invitation,
      call: async (input: CreateInvitationInput, call) => {
        const { service, actor, locale, idempotencyKey } = call
        const [row] = await place(service, actor, directory, [input])
        if (row === undefined || row instanceof InviteError) throw row
        const keyed = idempotencyKey === undefined ? {} : { idempotencyKey }
        return service.invitations.create({ ...row, locale }, { actor, delivery: 'both', ...keyed })
      },
      answer: ({ id, email, role, scope, status, expiresAt, url }) => ({
        id,
        email,
        role,
        orgId: scope,
        status,
        expiresAt,
        url,
      }),
    }),
    line({
      method: 'GET',
      path: '/invitations/:token/validate',
      session: 'none',
      status: 200,
      takes: 'query',
      input: { ':token': 'token' },
      call: preview,
      answer: ({ next }) => ({ valid: next !== 'ended' }),
      // Who has guessed too often learns no more than who guesses once.
      refusals: { invitation_not_found: unusable, account_not_found: unusable, rate_limited: unusable },
    }),
    line({
      method: 'GET',
      path: '/signup/:token',
      session: 'none',
      status: 200,
      takes: 'query',
      input: { ':token': 'token' },
      call: preview,
      answer: ({ invitation, scope, reason }) => {
        if (invitation === null) throw new InviteError(reason ?? 'invitation_not_found')
        const { email, role, expiresAt } = invitation
        return { email, role, orgId: scope?.id, orgName: scope?.name, expiresAt }
      },
      refusals: dead,
    }),
    line({
      method: 'POST',
      path: '/signup/:token',
      session: 'none',
      status: 201,
      takes: 'json',
      input: signup,
      call: async (input: AcceptInvitationInput, call) => {
        checkPerson(input.profile)
        await preview(input, call)
        const { service, from, locale, idempotencyKey } = call
        const keyed = idempotencyKey === undefined ? {} : { idempotencyKey }
        return service.invitations.accept({ ...input, locale }, { from, ...keyed })
      },
      answer: ({ account: { id, email, status } }) => ({
        id,
        email,
        isActive: status === 'active',
        profileCompleted: status !== 'invited',
      }),
      refusals: { ...dead, login_required: 409 },
    }),
  ])

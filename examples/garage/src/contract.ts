import {
  type AcceptInvitationInput,
  type Code,
  type CreateInvitationInput,
  errors,
  fieldErrors,
  InviteError,
  type TokenInput,
} from 'invitekit'
import { defineContract, type Problem, type Refusals } from 'invitekit/http'

/** French, whatever the caller reads. */
const inFrench = ({ code, fields }: Problem) => ({
  error: errors[code].fr,
  code,
  ...(fields && { fields: fields.map((one) => ({ ...one, detail: fieldErrors[one.code].fr })) }),
})

/** A garage is a UUID: the name of the whole product is none. Null is as good as left out. */
const garageOf = (value: unknown) => {
  if (value === null || value === undefined) return undefined
  return typeof value === 'string' && value !== '*' ? value.toLowerCase() : false
}

const daysOf = (value: unknown) => (Number.isInteger(value) ? { days: value } : (value ?? undefined))

/** A link that cannot be used, and why: one answer for all reasons. */
const unusable: Refusals = Object.fromEntries(
  (
    [
      'invalid_input',
      'invitation_not_found',
      'invitation_expired',
      'invitation_revoked',
      'invitation_declined',
      'invitation_superseded',
      'inviter_lost',
      'already_accepted',
      'account_suspended',
      'account_invited',
      'email_unproven',
    ] satisfies Code[]
  ).map((code) => [
    code,
    {
      status: 404,
      body: () => ({ valid: false, error: errors[code === 'invalid_input' ? 'invitation_not_found' : code].fr }),
    },
  ]),
)

/** Somebody has an account already, or is logged in with another one. */
const otherAccount: Refusals = { login_required: 409, wrong_account: 409, email_mismatch: 409, email_unproven: 409 }

const garageIn = (scope: string) => (scope === '*' ? null : scope)

/** The product's public API, as a table over the verbs. The library's own routes stand beside it. */
export const garageContract = defineContract({ refusal: inFrench }, (line) => [
  line({
    method: 'POST',
    path: '/invites/create',
    session: 'required',
    status: 201,
    takes: 'json',
    input: {
      email: { required: true },
      garage_id: { to: 'scope', as: garageOf },
      expires_in_days: { to: 'expiresIn', as: daysOf },
    },
    call: (input: CreateInvitationInput, { service, actor }) =>
      // Who is invited to a garage will own it; who is invited to none makes one afterwards.
      service.invitations.create(
        { ...input, role: input.scope === undefined ? null : 'owner' },
        { actor, delivery: 'link' },
      ),
    answer: ({ url, token, expiresAt }) => ({ invite_url: url, token, expires_at: expiresAt }),
  }),
  line({
    method: 'GET',
    path: '/invites/validate',
    session: 'none',
    status: 200,
    takes: 'query',
    input: { token: { required: true } },
    call: (input: TokenInput, { service, from }) => service.invitations.preview(input, { from }),
    answer: ({ invitation, reason }) => {
      if (invitation === null) throw new InviteError(reason ?? 'invitation_not_found')
      const { email, scope, expiresAt } = invitation
      return { valid: true, email, garage_id: garageIn(scope), expires_at: expiresAt }
    },
    refusals: unusable,
  }),
  line({
    method: 'POST',
    path: '/invites/use',
    session: 'optional',
    status: 201,
    takes: 'json',
    input: { token: { required: true }, password: 'password', email: 'email', name: 'profile.name' },
    call: (input: AcceptInvitationInput, { service, actor, device, from, idempotencyKey }) =>
      service.invitations.accept(input, {
        session: true,
        device,
        from,
        ...(actor && { actor }),
        ...(idempotencyKey !== undefined && { idempotencyKey }),
      }),
    answer: ({ account: { id, email }, invitation: { scope }, membership }) => ({
      user: { id, email },
      garage_id: garageIn(scope),
      role: membership?.role ?? null,
      next: membership === null ? '/onboarding' : '/',
    }),
    tokens: ({ sessionToken, tokenExpiresAt, refreshToken }) =>
      sessionToken && tokenExpiresAt ? { sessionToken, tokenExpiresAt, refreshToken } : null,
    refusals: otherAccount,
  }),
])

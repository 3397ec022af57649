import {
  type AcceptInvitationInput,
  type AccountActor,
  type AccountView,
  type CompleteResetInput,
  type CreatedInvitation,
  type CreateInvitationInput,
  InviteError,
  type InviteService,
  type ListedAccount,
  type LoginInput,
  type MembershipView,
  type SignUpInput,
  type TokenInput,
} from 'invitekit'
import { defineContract, everyItem, type FieldMap, type Refusals } from 'invitekit/http'
import { flags as stationFlags } from './flags.ts'

/** What the station switches by its environment. */
export interface RadioOptions {
  /** `RADIO_OPEN_INVITES`: whether `POST /auth/invite` makes open links too. */
  readonly openInvites: boolean
}

const person: FieldMap = {
  name: 'profile.name',
  family_name: 'profile.family_name',
  phone_number: 'profile.phone_number',
}

const signup: FieldMap = {
  username: { required: true },
  email: { required: true },
  password: { required: true },
  ...person,
}

/** `{ flag: boolean }` as the list of those that are true. Anything else is left to the verb, which refuses it. */
const flagsOf = (sent: unknown): unknown => {
  const entries = Object.entries(Object(sent))
  const isTable = typeof sent === 'object' && sent !== null && !Array.isArray(sent)
  if (!isTable || entries.some(([, on]) => typeof on !== 'boolean')) return sent
  return entries.filter(([, on]) => on).map(([flag]) => flag)
}

const textOfNumber = (sent: unknown): unknown => (Number.isSafeInteger(sent) ? String(sent) : null)

/** All 63 flags, each a boolean. */
const permissionsOf = (memberships: readonly MembershipView[]) => {
  const held = new Set(memberships.flatMap(({ flags }) => flags))
  return Object.fromEntries(stationFlags.map((flag) => [flag, held.has(flag)]))
}

const personOf = ({ username, email, profile }: AccountView) => ({
  username: username ?? '',
  email,
  name: profile['name'] ?? '',
  family_name: profile['family_name'] ?? '',
  phone_number: profile['phone_number'] ?? null,
})

const signedUp = ({ account }: { readonly account: AccountView }) => ({
  id: Number(account.id),
  ...personOf(account),
  created_at: account.createdAt,
})

const listed = ({ membership, ...account }: ListedAccount) => ({
  id: Number(account.id),
  ...personOf(account),
  state: account.status,
  permissions: permissionsOf(membership ? [membership] : []),
})

const invited = ({ token, url, expiresAt }: CreatedInvitation) => ({
  token,
  invite_token: token,
  invite_url: url,
  expires_at: expiresAt,
})

/** Whoever logs in is told what they may do: a second read, beside the verb. */
const withRights = async <T>(service: InviteService, actor: AccountActor, more: T) => ({
  ...(await service.accounts.get(actor.id, { actor })),
  ...more,
})

const DEAD = [
  'already_accepted',
  'invitation_expired',
  'invitation_revoked',
  'invitation_declined',
  'invitation_superseded',
  'inviter_lost',
  'seats_taken',
] as const
const as = (status: number) => Object.fromEntries(DEAD.map((code) => [code, status]))
const unusable = { status: 200, body: () => ({ valid: false }) }

/** The public API of the radio station, as a table over the verbs. */
export const radioContract = ({ openInvites }: RadioOptions) =>
  defineContract(
    { refusal: ({ code, detail, fields }) => ({ detail, code, ...(fields ? { fields } : {}) }) },
    (line) => {
      const invite = (path: string, emailRequired: boolean) =>
        line({
          method: 'POST',
          path,
          session: 'required',
          status: 201,
          takes: 'json',
          input: { email: { required: emailRequired }, ...person, permissions: { as: flagsOf } },
          call: (input: CreateInvitationInput, { service, actor }) =>
            service.invitations.create(input.email == null ? { ...input, seats: 1 } : input, {
              actor,
              delivery: 'link',
            }),
          answer: invited,
        })
      const manage = (verb: 'suspend' | 'reactivate') =>
        line({
          method: 'POST',
          path: `/users/:id/${verb}`,
          session: 'required',
          status: 200,
          takes: 'json',
          input: { ':id': 'id' },
          call: ({ id }: { readonly id: string }, { service, actor }) => service.accounts[verb](id, { actor }),
          answer: ({ status }) => ({ state: status }),
        })
      return [
        line({
          method: 'POST',
          path: '/auth/login',
          session: 'none',
          status: 200,
          takes: 'form',
          input: { username: { to: 'login', required: true }, password: { required: true } },
          call: async (input: LoginInput, { service, device, from }) => {
            const { account, ...tokens } = await service.sessions.login(input, { device, from })
            return withRights(service, { type: 'account', id: account.id }, tokens)
          },
          answer: ({ memberships, sessionToken, ...account }) => ({
            access_token: sessionToken,
            token_type: 'bearer',
            user_id: Number(account.id),
            ...personOf(account),
            permissions: permissionsOf(memberships),
          }),
          tokens: (loggedIn) => loggedIn,
        }),
        line({
          method: 'POST',
          path: '/auth/refresh',
          session: 'none',
          status: 200,
          takes: 'json',
          input: {},
          call: async (_, { service, refreshToken, from }) => {
            const tokens = await service.sessions.refresh(refreshToken(), { from })
            return withRights(service, (await service.sessions.verify(tokens.sessionToken)).actor, tokens)
          },
          answer: ({ memberships, sessionToken }) => ({
            access_token: sessionToken,
            token_type: 'bearer',
            permissions: permissionsOf(memberships),
          }),
          tokens: (renewed) => renewed,
        }),
        line({
          method: 'POST',
          path: '/auth/logout',
          session: 'required',
          status: 200,
          takes: 'json',
          input: {},
          call: (_, { service, accessToken }) => service.sessions.logout(accessToken()),
          answer: () => ({}),
          tokens: () => 'end',
        }),
        line({
          method: 'POST',
          path: '/auth/signup',
          session: 'none',
          status: 201,
          takes: 'json',
          input: signup,
          call: (input: SignUpInput, { service, from }) => service.accounts.signUp(input, { from }),
          answer: signedUp,
        }),
        invite('/auth/invite', !openInvites),
        invite('/auth/generate-invite', false),
        line({
          method: 'GET',
          path: '/auth/invite/validate',
          session: 'none',
          status: 200,
          takes: 'query',
          input: { token: { required: true } },
          call: (input: TokenInput, { service, from }) => service.invitations.preview(input, { from }),
          answer: ({ invitation, reason }) => {
            if (invitation === null) throw new InviteError(reason ?? 'invitation_not_found')
            const { email, expiresAt } = invitation
            return { valid: true, ...(email === null ? {} : { email }), expires_at: expiresAt }
          },
          refusals: as(404),
        }),
        line({
          method: 'POST',
          path: '/auth/signup-with-invite',
          session: 'none',
          status: 201,
          takes: 'json',
          input: { token: 'token', invite_token: 'token', ...signup },
          call: (input: AcceptInvitationInput, { service, from }) => service.invitations.accept(input, { from }),
          answer: signedUp,
          refusals: {
            ...(as(410) satisfies Refusals),
            invitation_not_found: 401,
            email_mismatch: 400,
            login_required: 409,
            email_unproven: 409,
          },
        }),
        line({
          method: 'POST',
          path: '/auth/forgot-password',
          session: 'none',
          status: 200,
          takes: 'json',
          input: { email: 'email' },
          call: (input: { readonly email: string }, { service, locale, from }) =>
            service.resets.request({ ...input, locale }, { from }),
          answer: () => ({ detail: 'If this account exists, a mail is on its way.' }),
        }),
        line({
          method: 'POST',
          path: '/auth/generate-reset-token',
          session: 'required',
          status: 200,
          takes: 'json',
          input: { user_id: { to: 'id', required: true, as: textOfNumber } },
          call: ({ id }: { readonly id: string }, { service, actor }) =>
            service.resets.issue(id, { actor, delivery: 'link' }),
          answer: ({ token, expiresAt }) => ({ reset_token: token, expires_at: expiresAt }),
        }),
        line({
          method: 'GET',
          path: '/auth/reset-token/validate',
          session: 'none',
          status: 200,
          takes: 'query',
          input: { token: { required: true } },
          call: (input: TokenInput, { service, from }) => service.resets.preview(input, { from }),
          answer: ({ accountId }) => ({ valid: true, user_id: Number(accountId) }),
          refusals: {
            link_not_found: unusable,
            link_expired: unusable,
            link_used: unusable,
            link_superseded: unusable,
            account_suspended: unusable,
          },
        }),
        line({
          method: 'POST',
          path: '/auth/reset-password',
          session: 'none',
          status: 200,
          takes: 'json',
          input: { token: 'token', new_password: 'password' },
          call: (input: CompleteResetInput, { service, from }) => service.resets.complete(input, { from }),
          answer: () => ({}),
          refusals: { link_not_found: 401, account_suspended: 410 },
        }),
        line({
          method: 'GET',
          path: '/users/users',
          session: 'required',
          status: 200,
          takes: 'query',
          input: {},
          call: (_, { service, actor }) =>
            everyItem((after) => service.accounts.list({ limit: 100, ...after }, { actor })),
          answer: (people) => people.map(listed),
        }),
        manage('suspend'),
        manage('reactivate'),
      ]
    },
  )

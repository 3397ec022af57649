import * as z from 'zod/mini'
import type { Moment } from '../../domain/change.ts'
import type { Json } from '../../domain/records.ts'
import { refuse } from '../../domain/refusal.ts'
import {
  type AcceptInvitation,
  type AcceptSnapshot,
  acceptInvitation as acceptRule,
} from '../../domain/rules/accept-invitation.ts'
import { isSecret } from '../../tokens/secret.ts'
import type { Context } from '../context.ts'
import { decide, loadOne, refused } from '../decide.ts'
import { hashWhenAllowed } from '../hash-when-allowed.ts'
import { forEvent, idempotentCall } from '../idempotency.ts'
import * as input from '../input.ts'
import { loadBySecret } from '../load-by-secret.ts'
import { commonness } from '../password-input.ts'
import { acceptedPlan, linkAsPlan, linkNamedAsPlan, linkNamedPlan, linkPlan } from '../plans.ts'
import { type MaybeTokens, noTokens, type SessionOptions, sessionWhen } from '../sessions/open-session.ts'
import {
  type AccountView,
  accountView,
  type MembershipView,
  membershipView,
  type OfferView,
  offerView,
} from '../views.ts'
import type { LinkOptions } from './preview.ts'

export const acceptInput = z.strictObject({
  token: input.secret,
  email: z.optional(z.nullable(input.email)),
  username: z.optional(z.nullable(input.username)),
  password: z.optional(input.password),
  profile: z.optional(input.json),
  locale: z.optional(z.nullable(input.locale)),
})

/** What the person sends to accept. */
export interface AcceptInvitationInput {
  /** The secret from the link. */
  readonly token: string
  /** For an open link; with an invitation that bears an address it must be that one. */
  readonly email?: string | null
  /** A second name to log in with, 2 to 64 letters and digits joined by `.`, `_` or `-`. */
  readonly username?: string | null
  /** For a new account; left out by somebody who is logged in. */
  readonly password?: string
  /** The person's own data, laid over what the inviter wrote down; at most 8 KiB of JSON. */
  readonly profile?: Json
  /** The language of mails to the person from now on. */
  readonly locale?: 'en' | 'fr' | null
}

/** Who accepts, and what comes with it. */
export interface AcceptInvitationOptions extends LinkOptions, SessionOptions {
  /** Makes a repeated call the same call, for 24 hours. */
  readonly idempotencyKey?: string
}

/** What an acceptance made true. */
export interface AcceptedInvitation extends MaybeTokens {
  /** The account: new, activated, or the one that was logged in. */
  readonly account: AccountView
  /** The invitation as it is now. */
  readonly invitation: OfferView
  /** What the person holds in the scope of the invitation; null when it offered nothing. */
  readonly membership: MembershipView | null
  /** True when an earlier call with the same key had accepted: then without a session. */
  readonly replayed: boolean
}

/** Accepts an invitation: account, membership, invitation and session become true in one commit, or nothing does. */
export async function accept(
  context: Context,
  value: AcceptInvitationInput,
  options: AcceptInvitationOptions = {},
): Promise<AcceptedInvitation> {
  const { token, password = null, ...given } = input.parse(acceptInput, value)
  if (!isSecret('invitation', token)) throw refused(context, refuse('invitation_not_found'))
  const passwordIsCommon = await commonness(context, password)
  const actor = options.actor ?? null
  const session = sessionWhen(context, options.session === true && actor === null, options.device)
  const key =
    options.idempotencyKey === undefined
      ? undefined
      : input.parseField('idempotencyKey', input.idempotencyKey, options.idempotencyKey)
  const idempotent = idempotentCall(
    {
      verb: 'invitations.accept',
      caller: context.secrets.stored('invitation', token),
      key,
      body: [given, actor?.id ?? null],
    },
    (event) => replayed(context, event.actor ?? '', event.subject ?? ''),
  )
  const command: AcceptInvitation = {
    actor,
    email: given.email ?? null,
    username: given.username ?? null,
    password,
    passwordIsCommon,
    passwordHash: '',
    profile: given.profile ?? {},
    locale: given.locale ?? null,
    scopeName: '',
    session: session?.stored ?? null,
    idempotency: forEvent(idempotent),
  }
  const inputs = {
    email: command.email,
    actor: actor?.id ?? null,
    usernameKey: command.username?.usernameKey ?? null,
  }
  const rule = (snapshot: AcceptSnapshot, moment: Moment, known: Partial<AcceptInvitation>) =>
    acceptRule(snapshot, { ...command, ...known }, context.policy, moment)
  let scopeName = ''
  const hashOnce = hashWhenAllowed(context, password, (snapshot: AcceptSnapshot, moment) =>
    rule(snapshot, moment, { scopeName }),
  )
  return decide(context, {
    read: () => readLink(context, token, inputs),
    prepare: async (snapshot, moment) => {
      if (snapshot.invitation !== null) scopeName = (await context.describeScope(snapshot.invitation.scope)).name
      return hashOnce(snapshot, moment)
    },
    rule: (snapshot, moment, passwordHash) => rule(snapshot, moment, { passwordHash, scopeName }),
    view: async ({ account, invitation, membership, loggedIn }, moment) => ({
      account: accountView(account),
      invitation: offerView(invitation, context.clock.now()),
      membership: membership && membershipView(membership, context.policy.permissions),
      ...((loggedIn && (await session?.tokens(account, moment))) || noTokens),
      replayed: false,
    }),
    idempotent,
  })
}

interface Inputs {
  readonly email: string | null
  readonly actor: string | null
  readonly usernameKey: string | null
}

/** Who has the wanted user name is looked up only where one is wanted. */
async function readLink(context: Context, token: string, inputs: Inputs): Promise<AcceptSnapshot> {
  const secret = ['invitation', token] as const
  const isStranger = inputs.actor === null
  if (inputs.usernameKey !== null)
    return loadBySecret(context, isStranger ? linkNamedPlan : linkNamedAsPlan, secret, { ...inputs })
  return { ...(await loadBySecret(context, isStranger ? linkPlan : linkAsPlan, secret, { ...inputs })), named: null }
}

async function replayed(context: Context, accountId: string, invitationId: string): Promise<AcceptedInvitation> {
  const { account, invitation, membership } = await loadOne(context, acceptedPlan, { accountId, invitationId })
  if (account === null || invitation === null) throw refused(context, refuse('invitation_not_found'))
  return {
    account: accountView(account),
    invitation: offerView(invitation, context.clock.now()),
    membership: membership && membershipView(membership, context.policy.permissions),
    ...noTokens,
    replayed: true,
  }
}

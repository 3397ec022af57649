import { actingFields, heldFields } from '../domain/authority.ts'
import { linkFields, standingFields } from '../domain/lifecycles.ts'
import { WHOLE_SYSTEM } from '../domain/policy.ts'
import { joinerFields } from '../domain/rules/accepting-account.ts'
import { inviteeFields } from '../domain/rules/create-invitation.ts'
import { offeredFields } from '../domain/rules/open-invitation.ts'
import type { Plan } from '../ports/storage.ts'
import { nameFields, shownFields } from './views.ts'

const input = <const N extends string>(name: N) => ({ input: name }) as const
const of = <const N extends string, const F extends string>(name: N, field: F) => ({ of: name, field }) as const
const wholeSystem = { fixed: WHOLE_SYSTEM } as const

/** Who asks, and what they hold in a scope and in the whole system. */
const actorIn = <const S>(scope: S) =>
  ({
    actor: { record: 'account', by: { id: input('actor') }, fields: actingFields },
    actorMembership: { record: 'membership', by: { accountId: input('actor'), scope }, fields: heldFields },
    actorGlobal: { record: 'membership', by: { accountId: input('actor'), scope: wholeSystem }, fields: heldFields },
  }) as const

export const actorPlan = actorIn(input('scope')) satisfies Plan

export const createPlan = {
  ...actorIn(input('scope')),
  pending: { record: 'invitation', by: { openKey: input('openKey') }, fields: standingFields },
  account: { record: 'account', by: { email: input('email') }, fields: inviteeFields },
  membership: {
    record: 'membership',
    by: { accountId: of('account', 'id'), scope: input('scope') },
    fields: heldFields,
  },
} as const satisfies Plan

/** Where accounts are made beforehand, the invitation that one was made for counts as well. */
export const createBeforehandPlan = {
  ...createPlan,
  earlier: { record: 'invitation', by: { id: of('account', 'invitationId') }, fields: standingFields },
} as const satisfies Plan

/** What an event of a bulk made. */
export const createdPlan = {
  event: { record: 'event', by: { id: input('id') } },
  invitation: { record: 'invitation', by: { id: of('event', 'subject') } },
} as const satisfies Plan

export const managePlan = {
  invitation: { record: 'invitation', by: { id: input('id') } },
  ...actorIn(of('invitation', 'scope')),
} as const satisfies Plan

/** The inviter of an invitation, and what they hold where it leads. */
const inviterOfInvitation = {
  inviter: {
    record: 'account',
    by: { id: of('invitation', 'createdBy') },
    fields: [...actingFields, ...nameFields],
  },
  inviterMembership: {
    record: 'membership',
    by: { accountId: of('invitation', 'createdBy'), scope: of('invitation', 'scope') },
    fields: heldFields,
  },
  inviterGlobal: {
    record: 'membership',
    by: { accountId: of('invitation', 'createdBy'), scope: wholeSystem },
    fields: heldFields,
  },
} as const

export const resendPlan = { ...managePlan, ...inviterOfInvitation } as const satisfies Plan

const challenge = { record: 'challenge', by: { hash: input('hash') }, fields: linkFields } as const

export const invitationLinkPlan = {
  challenge,
  invitation: { record: 'invitation', by: { id: of('challenge', 'subjectId') }, fields: offeredFields },
} as const satisfies Plan

const linked = { ...invitationLinkPlan, ...inviterOfInvitation } as const

const membership = {
  record: 'membership',
  by: { accountId: of('account', 'id'), scope: of('invitation', 'scope') },
  fields: heldFields,
} as const

const named = { record: 'account', by: { usernameKey: input('usernameKey') } } as const

const addressed = { record: 'account', by: { email: [of('invitation', 'email'), input('email')] } } as const
const own = { record: 'account', by: { id: input('actor') } } as const

/** A link opened by somebody who is not logged in: the account is whoever has the invited address. */
export const previewPlan = {
  ...linked,
  account: { ...addressed, fields: joinerFields },
  membership,
} as const satisfies Plan

/** A link opened with a session: the account is the actor's own. */
export const previewAsPlan = {
  ...linked,
  account: { ...own, fields: joinerFields },
  membership,
} as const satisfies Plan

/** A link accepted by somebody who is not logged in: the account is whoever has the invited or the typed address. */
export const linkPlan = { ...linked, account: addressed, membership } as const satisfies Plan
/** A link accepted with a session. */
export const linkAsPlan = { ...linked, account: own, membership } as const satisfies Plan

/** Acceptance under a user name, which somebody may have. */
export const linkNamedPlan = { ...linkPlan, named } as const satisfies Plan
export const linkNamedAsPlan = { ...linkAsPlan, named } as const satisfies Plan

/** What an earlier acceptance made. */
export const acceptedPlan = {
  account: { record: 'account', by: { id: input('accountId') } },
  invitation: { record: 'invitation', by: { id: input('invitationId') } },
  membership: { record: 'membership', by: { accountId: input('accountId'), scope: of('invitation', 'scope') } },
} as const satisfies Plan

export const accountLinkPlan = {
  challenge,
  account: { record: 'account', by: { id: of('challenge', 'subjectId') } },
} as const satisfies Plan

export const emailLinkPlan = {
  ...accountLinkPlan,
  holder: { record: 'account', by: { email: of('challenge', 'email') } },
} as const satisfies Plan

const ofSession = { record: 'account', by: { id: of('session', 'accountId') } } as const
/** Whoever is logged in, as a host's every request reads them. */
const loggedIn = { ...ofSession, fields: [...shownFields, 'epoch'] } as const
const sessionById = { record: 'session', by: { id: input('id') } } as const

export const sessionPlan = {
  session: { record: 'session', by: { hash: input('hash') } },
  account: loggedIn,
} as const satisfies Plan

export const sessionByIdPlan = { session: sessionById, account: loggedIn } as const satisfies Plan

/** A session, whose it is, and who asks. */
export const sessionForPlan = {
  session: sessionById,
  account: ofSession,
  actor: { record: 'account', by: { id: input('actor') }, fields: actingFields },
} as const satisfies Plan

export const refreshPlan = {
  token: { record: 'refreshToken', by: { hash: input('hash') } },
  session: { record: 'session', by: { id: of('token', 'sessionId') } },
  account: { ...ofSession, fields: actingFields },
} as const satisfies Plan

export const successorPlan = {
  successor: { record: 'refreshToken', by: { hash: input('hash') } },
} as const satisfies Plan

export const accountByEmailPlan = {
  account: { record: 'account', by: { email: input('login') } },
} as const satisfies Plan
export const accountByUsernamePlan = {
  account: { record: 'account', by: { usernameKey: input('login') } },
} as const satisfies Plan
export const accountPlan = { account: { record: 'account', by: { id: input('id') } } } as const satisfies Plan

export const newAccountPlan = {
  account: { record: 'account', by: { email: input('email') } },
  named: { record: 'account', by: { usernameKey: input('usernameKey') } },
} as const satisfies Plan

export const signUpPlan = {
  ...newAccountPlan,
  pending: { record: 'invitation', by: { openKey: input('openKey') } },
} as const satisfies Plan

export const overPlan = {
  actor: { record: 'account', by: { id: input('actor') }, fields: actingFields },
  target: { record: 'account', by: { id: input('target') } },
} as const satisfies Plan

export const membershipPlan = {
  ...actorIn(input('scope')),
  target: { record: 'account', by: { id: input('target') } },
  membership: { record: 'membership', by: { accountId: input('target'), scope: input('scope') } },
} as const satisfies Plan

export const messagePlan = {
  message: { record: 'message', by: { id: input('id') } },
  invitation: { record: 'invitation', by: { id: of('message', 'invitationId') } },
  account: { record: 'account', by: { email: of('message', 'email') } },
  owner: { record: 'account', by: { id: of('message', 'accountId') } },
  inviter: { record: 'account', by: { id: of('invitation', 'createdBy') }, fields: nameFields },
} as const satisfies Plan

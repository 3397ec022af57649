import type { Code } from './errors.ts'
import type { Account, Challenge, Invitation } from './records.ts'
import { type Refusal, refuse } from './refusal.ts'

/** One cell of a lifecycle: the next state, or the code of the refusal. */
export type Cell<S extends string> = { readonly to: S } | { readonly refuse: Code }

/** A total table: what every event does in every state. */
export type Lifecycle<S extends string, E extends string> = {
  readonly [state in S]: { readonly [event in E]: Cell<S> }
}

const to = <const S extends string>(state: S) => ({ to: state }) as const
const no = <const C extends Code>(code: C) => ({ refuse: code }) as const

/** *Expired* and *exhausted* are computed from the time and the seats; the store holds the other four. */
export type InvitationState = Invitation['status'] | 'expired' | 'exhausted'
/** What can happen to an invitation. */
export type InvitationEvent = 'accept' | 'decline' | 'resend' | 'revoke'

/** The life of an invitation. */
export const invitationLifecycle: Lifecycle<InvitationState, InvitationEvent> = {
  pending: { accept: to('accepted'), decline: to('declined'), resend: to('pending'), revoke: to('revoked') },
  expired: {
    accept: no('invitation_expired'),
    decline: no('invitation_expired'),
    resend: to('pending'),
    revoke: to('revoked'),
  },
  exhausted: {
    accept: no('seats_taken'),
    decline: no('seats_taken'),
    resend: no('seats_taken'),
    revoke: to('revoked'),
  },
  accepted: {
    accept: no('already_accepted'),
    decline: no('already_accepted'),
    resend: no('already_accepted'),
    revoke: no('already_accepted'),
  },
  declined: {
    accept: no('invitation_declined'),
    decline: no('invitation_declined'),
    resend: no('invitation_declined'),
    revoke: no('invitation_declined'),
  },
  revoked: {
    accept: no('invitation_revoked'),
    decline: no('invitation_revoked'),
    resend: no('invitation_revoked'),
    revoke: no('invitation_revoked'),
  },
}

/** All of an invitation that says in which state it is. */
export const standingFields = ['id', 'status', 'seats', 'used', 'expiresAt'] as const
export type Standing = Pick<Invitation, (typeof standingFields)[number]>

/** The state of an invitation at a moment. An open link stays pending until its last seat is taken. */
export function invitationState(invitation: Omit<Standing, 'id'>, now: number): InvitationState {
  if (invitation.status !== 'pending') return invitation.status
  if (invitation.used >= invitation.seats) return 'exhausted'
  return invitation.expiresAt > now ? 'pending' : 'expired'
}

/** *Expired* is computed, and so is *superseded*: its subject's generation or epoch has moved on. */
export type ChallengeState = Challenge['status'] | 'expired' | 'superseded'
/** What can happen to a link about an account. */
export type ChallengeEvent = 'preview' | 'use'

/** The life of one mailed or handed link that is about an account: an activation, a reset, a change of e-mail. */
export const challengeLifecycle: Lifecycle<ChallengeState, ChallengeEvent> = {
  open: { preview: to('open'), use: to('used') },
  used: { preview: no('link_used'), use: no('link_used') },
  ended: { preview: no('link_superseded'), use: no('link_superseded') },
  expired: { preview: no('link_expired'), use: no('link_expired') },
  superseded: { preview: no('link_superseded'), use: no('link_superseded') },
}

/** All of a link's row that a rule looks at: its hash has found it. */
export const linkFields = ['id', 'purpose', 'generation', 'email', 'issuedBy', 'status', 'expiresAt'] as const
export type Link = Pick<Challenge, (typeof linkFields)[number]>

/** The state of a link at a moment, given its subject's generation or epoch. */
export function challengeState(
  challenge: Pick<Link, 'status' | 'generation' | 'expiresAt'>,
  generation: number,
  now: number,
): ChallengeState {
  if (challenge.status !== 'open') return challenge.status
  if (challenge.generation !== generation) return 'superseded'
  return challenge.expiresAt > now ? 'open' : 'expired'
}

/** The states of an account; all three are stored. */
export type AccountState = Account['status']
/** What can happen to an account, and every door that the gate looks after. */
export type AccountEvent =
  | 'act'
  | 'login'
  | 'refresh'
  | 'changePassword'
  | 'changeEmail'
  | 'confirmEmail'
  | 'endSessions'
  | 'requestReset'
  | 'reset'
  | 'issueActivation'
  | 'activate'
  | 'accept'
  | 'suspend'
  | 'reactivate'

/** The life of an account, and the one gate: which door is open in which state. */
export const accountLifecycle: Lifecycle<AccountState, AccountEvent> = {
  invited: {
    act: no('not_authenticated'),
    login: no('login_failed'),
    refresh: no('not_authenticated'),
    changePassword: no('not_authenticated'),
    changeEmail: no('not_authenticated'),
    confirmEmail: no('account_invited'),
    endSessions: no('account_invited'),
    requestReset: no('account_invited'),
    reset: no('account_invited'),
    issueActivation: to('invited'),
    activate: to('active'),
    accept: to('active'),
    suspend: no('account_invited'),
    reactivate: no('account_invited'),
  },
  active: {
    act: to('active'),
    login: to('active'),
    refresh: to('active'),
    changePassword: to('active'),
    changeEmail: to('active'),
    confirmEmail: to('active'),
    endSessions: to('active'),
    requestReset: to('active'),
    reset: to('active'),
    issueActivation: no('account_active'),
    activate: no('account_active'),
    accept: to('active'),
    suspend: to('suspended'),
    reactivate: no('account_active'),
  },
  suspended: {
    act: no('not_authenticated'),
    login: no('login_failed'),
    refresh: no('not_authenticated'),
    changePassword: no('not_authenticated'),
    changeEmail: no('not_authenticated'),
    confirmEmail: no('account_suspended'),
    endSessions: no('account_suspended'),
    requestReset: no('account_suspended'),
    reset: no('account_suspended'),
    issueActivation: no('account_suspended'),
    activate: no('account_suspended'),
    accept: no('account_suspended'),
    suspend: no('account_suspended'),
    reactivate: to('active'),
  },
}

/** An activation follows the account that it is for: due until it is done, barred by a suspension. */
export type ActivationState = 'due' | 'done' | 'barred'
/** What can happen to an activation. */
export type ActivationEvent = 'issue' | 'preview' | 'complete'

/** The life of an activation: what a link of that purpose may still do. */
export const activationLifecycle: Lifecycle<ActivationState, ActivationEvent> = {
  due: { issue: to('due'), preview: to('due'), complete: to('done') },
  done: { issue: no('account_active'), preview: no('account_active'), complete: no('account_active') },
  barred: { issue: no('account_suspended'), preview: no('account_suspended'), complete: no('account_suspended') },
}

/** The state of an account's activation. */
export const activationState = (account: Account): ActivationState =>
  (({ invited: 'due', active: 'done', suspended: 'barred' }) as const)[account.status]

/** Asks a lifecycle; null when the event may happen. */
export function step<S extends string, E extends string>(
  lifecycle: Lifecycle<S, E>,
  state: S,
  event: E,
): Refusal | null {
  const cell = lifecycle[state][event]
  return 'refuse' in cell ? refuse(cell.refuse) : null
}

/** The one gate: login, reset, activation, acceptance and session reads all ask here. */
export const gate = (account: Pick<Account, 'status'>, event: AccountEvent): Refusal | null =>
  step(accountLifecycle, account.status, event)

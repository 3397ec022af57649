import type { Actor } from '../domain/actor.ts'
import type { Locale } from '../domain/errors.ts'
import type { PasswordPolicy } from '../domain/password-policy.ts'
import type { AccessTokens } from '../tokens/access-token.ts'
import type { ChangeEmailInput, ChangeEmailOptions } from './accounts/change-email.ts'
import type { ChangePasswordInput, ChangePasswordOptions } from './accounts/change-password.ts'
import type { CreateAccountInput } from './accounts/create.ts'
import type { AccountWithMemberships } from './accounts/get.ts'
import type { ListAccountsInput, ListedAccount } from './accounts/list.ts'
import type { UpdateMembershipInput } from './accounts/memberships.ts'
import type { SignUpInput } from './accounts/sign-up.ts'
import type { CompleteActivationInput } from './activations/complete.ts'
import type { IssueOptions } from './activations/issue.ts'
import type { ListEventsInput } from './audit/list.ts'
import type { ByActor } from './by-actor.ts'
import type { AcceptedInvitation, AcceptInvitationInput, AcceptInvitationOptions } from './invitations/accept.ts'
import type { CreatedInvitation, CreateInvitationInput, CreateInvitationOptions } from './invitations/create.ts'
import type { BulkResults, CreateManyOptions } from './invitations/create-many.ts'
import type { ListedInvitation, ListInvitationsInput } from './invitations/list.ts'
import type { InvitationPreview, LinkOptions } from './invitations/preview.ts'
import type { ResendOptions } from './invitations/resend.ts'
import type { IssuedLink } from './issue-link.ts'
import type { RequestOptions } from './limits.ts'
import type { Listener } from './observers.ts'
import type { Drained, DrainOptions } from './outbox/drain.ts'
import type { Page } from './page.ts'
import type { LinkPreview } from './preview-link.ts'
import type { PurgeOptions } from './purge.ts'
import type { CompleteResetInput } from './resets/complete.ts'
import type { RequestResetInput } from './resets/request.ts'
import type { MaybeTokens, SessionOptions } from './sessions/open-session.ts'
import type { Sessions } from './sessions/sessions.ts'
import type { AccountView, EventView, InvitationView, MembershipView, OfferView } from './views.ts'

/** A secret from a link. */
export interface TokenInput {
  /** As it stood behind the `#` of the link. */
  readonly token: string
}

/**
 * Offers to join. An administrative verb refuses an actor who is nobody any more (`not_authenticated`) or may not
 * (`forbidden`).
 *
 * @example
 * const row = { email: 'ada@example.com', role: 'member' } as const
 * const { id } = await service.invitations.create(row, { actor })
 * const { url } = await service.invitations.resend(id, { actor, delivery: 'link' })
 * const { rows } = await service.invitations.createMany([row], { actor, dryRun: true })
 * const { next, inviter } = await service.invitations.preview({ token })
 * const { account } = await service.invitations.accept({ token, password }, { session: true })
 * // or: await service.invitations.decline({ token })
 * const { status } = await service.invitations.get(id, { actor })
 * const { items } = await service.invitations.list({ status: 'pending', limit: 20 }, { actor })
 * await service.invitations.revoke(id, { actor })
 */
export interface Invitations<F extends string, R extends string> {
  /** Invites one address, or makes an open link. Refuses `forbidden`, `role_not_grantable`, `exceeds_own`, `already_invited`, `already_member`, `account_suspended`, `role_unknown`, `flag_unknown`, `idempotency_mismatch`. */
  create(input: CreateInvitationInput<F, R>, options: CreateInvitationOptions): Promise<CreatedInvitation>
  /** Invites up to 500: a verdict for each row, with the codes of `create`; one commit for the good ones. Refuses `idempotency_mismatch`. */
  createMany(rows: readonly CreateInvitationInput<F, R>[], options: CreateManyOptions): Promise<BulkResults>
  /** Shows an invitation to whoever holds its link, and what comes next. Changes nothing. Refuses `invitation_not_found`. */
  preview(input: TokenInput, options?: LinkOptions): Promise<InvitationPreview>
  /** Accepts, once. Refuses `invitation_not_found`, `invitation_expired`, `invitation_revoked`, `invitation_superseded`, `invitation_declined`, `already_accepted`, `already_member`, `seats_taken`, `inviter_lost`, `login_required`, `not_authenticated`, `wrong_account`, `account_suspended`, `email_mismatch`, `email_taken`, `email_unproven`, `email_domain_refused`, `username_taken`, `password_policy`, `idempotency_mismatch`. */
  accept(input: AcceptInvitationInput, options?: AcceptInvitationOptions): Promise<AcceptedInvitation>
  /** Says no, for whoever holds the link: the invitation is over. Refuses `invitation_not_found`, `invitation_expired`, `invitation_revoked`, `invitation_superseded`, `invitation_declined`, `already_accepted`, `seats_taken`, and `open_link`: nobody declines for all. */
  decline(input: TokenInput, options?: RequestOptions): Promise<OfferView>
  /** Sends the link again, or hands back a new one, and renews the expiry. Asks for what the invitation gives (`role_not_grantable`, `exceeds_own`). Refuses `invitation_not_found`, `already_accepted`, `invitation_declined`, `invitation_revoked`, `seats_taken`. */
  resend(id: string, options: ResendOptions): Promise<CreatedInvitation>
  /** Takes an invitation back: all its links are dead. Refuses `invitation_not_found`, `already_accepted`, `invitation_declined`, `invitation_revoked`. */
  revoke(id: string, options: ByActor): Promise<InvitationView>
  /** One invitation by its id, for who may view those of its scope. Refuses `invitation_not_found`. */
  get(id: string, options: ByActor): Promise<InvitationView>
  /** A page of invitations, newest first, for who may view those of the scope. */
  list(input: ListInvitationsInput, options: ByActor): Promise<Page<ListedInvitation>>
}

/**
 * First passwords for people who exist already.
 *
 * @example
 * const { url } = await service.activations.issue(accountId, { actor, delivery: 'link' })
 * const { email, passwordRules } = await service.activations.preview({ token })
 * const { account, sessionToken } = await service.activations.complete({ token, password }, { session: true })
 */
export interface Activations {
  /** Makes an activation link; ends the earlier ones. Asks for authority over the whole account. Refuses `account_active`, `account_suspended`, `account_not_found`, `forbidden`, `exceeds_own`. */
  issue(accountId: string, options: IssueOptions): Promise<IssuedLink>
  /** Shows whom a link is for. Changes nothing. Refuses `link_not_found`, `link_expired`, `link_superseded`, `account_active`, `account_suspended`. */
  preview(input: TokenInput, options?: RequestOptions): Promise<LinkPreview>
  /** Sets the first password, once, and logs in with the same commit where `session` says so. Refuses `link_not_found`, `link_expired`, `link_superseded`, `account_active`, `password_policy`. */
  complete(
    input: CompleteActivationInput,
    options?: SessionOptions,
  ): Promise<{ readonly account: AccountView } & MaybeTokens>
}

/**
 * New passwords.
 *
 * @example
 * await service.resets.request({ email: 'ada@example.com' })
 * const { url } = await service.resets.issue(accountId, { actor, delivery: 'link' })
 * const { email, passwordRules } = await service.resets.preview({ token })
 * const { account } = await service.resets.complete({ token, password })
 */
export interface Resets {
  /** Somebody forgot a password: the same answer and the same work for every well-formed address. */
  request(input: RequestResetInput, options?: RequestOptions): Promise<void>
  /** Makes a reset link for somebody else. Asks for authority over the whole account. Refuses `account_not_found`, `account_invited`, `account_suspended`, `forbidden`, `exceeds_own`. */
  issue(accountId: string, options: IssueOptions): Promise<IssuedLink>
  /** Shows whom a link is for. Changes nothing. Refuses `link_not_found`, `link_expired`, `link_used`, `link_superseded`, `account_suspended`. */
  preview(input: TokenInput, options?: RequestOptions): Promise<LinkPreview>
  /** Sets a new password, once; ends all sessions, logs nobody in. Refuses `link_not_found`, `link_expired`, `link_used`, `link_superseded`, `account_suspended`, `password_policy`. */
  complete(input: CompleteResetInput, options?: RequestOptions): Promise<{ readonly account: AccountView }>
}

/**
 * People who may log in.
 *
 * @example
 * const { id } = await service.accounts.create({ email: 'bob@example.com', password, role: 'member', scope: 'team-1' }, { actor: system })
 * const { memberships } = await service.accounts.get(id, { actor })
 * const { items, next } = await service.accounts.list({ scope: 'team-1' }, { actor })
 * await service.accounts.updateMembership(id, 'team-1', { role: 'member' }, { actor })
 * await service.accounts.removeMembership(id, 'team-1', { actor })
 * await service.accounts.suspend(id, { actor })
 * await service.accounts.reactivate(id, { actor })
 * const joined = await service.accounts.signUp({ email: 'eve@example.com', password }, { session: true })
 * await service.accounts.changeEmail({ email: 'new@example.com', currentPassword: password }, { actor: me })
 * const { account } = await service.accounts.confirmEmail({ token })
 * await service.accounts.changePassword({ currentPassword: password, newPassword }, { actor: me, session: true })
 */
export interface Accounts<F extends string, R extends string> {
  /** Makes an account without an invitation; the system only (`forbidden`). Refuses `email_taken`, `username_taken`, `password_policy`, `role_unknown`, `flag_unknown`. */
  create(input: CreateAccountInput<F, R>, options: ByActor): Promise<AccountView>
  /** Makes an account for whoever asks, where the option `signUp` opens that (`signup_closed`), and logs in with the same commit where `session` says so. The address is unproven, and an account that exists is never taken over. Refuses `email_taken`, `already_invited`, `username_taken`, `password_policy`. */
  signUp(input: SignUpInput, options?: SessionOptions): Promise<{ readonly account: AccountView } & MaybeTokens>
  /** One account with its memberships, for the person and for who may view people in a scope of theirs. Refuses `account_not_found`. */
  get(id: string, options: ByActor): Promise<AccountWithMemberships>
  /** A page of accounts, newest first, for who may view people in the scope. Refuses `forbidden`. */
  list(input: ListAccountsInput, options: ByActor): Promise<Page<ListedAccount>>
  /** Suspends; every session and link of the account ends. Asks for authority over the whole account. Refuses `account_not_found`, `account_invited`, `account_suspended`, `last_holder`, `forbidden`, `exceeds_own`. */
  suspend(id: string, options: ByActor): Promise<AccountView>
  /** Lets a suspended person log in again. Refuses as `suspend` does, and `account_active`. */
  reactivate(id: string, options: ByActor): Promise<AccountView>
  /** Changes one's own password; all other sessions end. Refuses `not_authenticated`, `wrong_password`, `password_policy`. */
  changePassword(
    input: ChangePasswordInput,
    options: ChangePasswordOptions,
  ): Promise<{ readonly account: AccountView } & MaybeTokens>
  /** Mails a link to another address of one's own, or to the present one to prove it; nothing changes before `confirmEmail`. The same answer and the same work whether somebody has that address or not. Refuses `not_authenticated`, `wrong_password`. */
  changeEmail(input: ChangeEmailInput, options: ChangeEmailOptions): Promise<void>
  /** Sets the address that a link was mailed to, proven, once; all sessions and links end, and the old address is told. Refuses `link_not_found`, `link_expired`, `link_used`, `link_superseded`, `account_suspended`, `email_taken`. */
  confirmEmail(input: TokenInput, options?: RequestOptions): Promise<{ readonly account: AccountView }>
  /** Changes role or flags in one scope. Refuses `membership_not_found`, `role_unknown`, `flag_unknown`, `role_not_grantable`, `exceeds_own`, `last_holder`, `forbidden`. */
  updateMembership(
    id: string,
    scope: string,
    input: UpdateMembershipInput<F, R>,
    options: ByActor,
  ): Promise<MembershipView>
  /** Takes a membership away; the account stays. Refuses `membership_not_found`, `last_holder`, `forbidden`, `exceeds_own`. */
  removeMembership(id: string, scope: string, options: ByActor): Promise<void>
}

/**
 * The library's face. Every refusal is thrown as an `InviteError`: `invalid_input` names the fields that are wrong, `busy`
 * says when to try again. So does `rate_limited`, of whatever is counted (docs/limits.md); where nothing can be counted,
 * guesses and mails are refused as `limiter_down`.
 *
 * @example
 * if (await service.can(actor, 'people.view', 'team-1')) console.log('may see who is there')
 * const off = service.on('invitation.accepted', ({ subject, at }) => console.log(subject, at))
 * const { items } = await service.audit.list({ scope: 'team-1' }, { actor })
 * const { sent, failed } = await service.outbox.drain({ limit: 50 })
 * const { removed } = await service.purge({ keep: '30d' })
 */
export interface InviteService<F extends string = string, R extends string = string> {
  /** Offers to join. */
  readonly invitations: Invitations<F, R>
  /** First passwords for people who exist already. */
  readonly activations: Activations
  /** New passwords. */
  readonly resets: Resets
  /** Log-ins. */
  readonly sessions: Sessions
  /** People who may log in. */
  readonly accounts: Accounts<F, R>
  /** The audit trail, newest first, for who may read that of the scope. Refuses `forbidden`. */
  readonly audit: { list(input: ListEventsInput, options: ByActor): Promise<Page<EventView>> }
  /** Mails that are due: sends them now, in this process, each at least once. */
  readonly outbox: { drain(options?: DrainOptions): Promise<Drained> }
  /** Whether an actor holds a flag in a scope (the whole system when left out), now: read from the store, never from a token. */
  can(actor: Actor, flag: F, scope?: string): Promise<boolean>
  /** Calls a listener after each commit and observation of a type, `*` for all. Returns what ends it. A listener that throws or hangs changes nothing. */
  on(type: string, listener: Listener): () => void
  /** Deletes what nobody needs any more: dead links and sessions, done mails, old events, accounts whose invitation died. Call it again while something goes. */
  purge(options: PurgeOptions): Promise<{ readonly removed: number }>
  /** What mounts and pages need to know of the options. */
  readonly policy: {
    /** Where links lead, without a slash at its end. */
    readonly baseUrl: string
    /** The language of whoever says none. */
    readonly locale: Locale
    /** What a new password must be. */
    readonly passwords: PasswordPolicy
    /** How sessions are carried. */
    readonly sessions: {
      /** Milliseconds: the age of the cookie. */
      readonly lifetime: number
      /** The public keys of access JWTs (JWKS, RFC 7517); null where sessions are opaque. */
      readonly publicKeys: AccessTokens['publicKeys'] | null
    }
  }
}

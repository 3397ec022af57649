import type { Delivery } from '../domain/policy.ts'
import type { ChangeEmailInput } from '../service/accounts/change-email.ts'
import type { ChangePasswordInput } from '../service/accounts/change-password.ts'
import type { ListAccountsInput } from '../service/accounts/list.ts'
import type { UpdateMembershipInput } from '../service/accounts/memberships.ts'
import type { SignUpInput } from '../service/accounts/sign-up.ts'
import type { CompleteActivationInput } from '../service/activations/complete.ts'
import type { ListEventsInput } from '../service/audit/list.ts'
import type { AcceptInvitationInput } from '../service/invitations/accept.ts'
import type { CreateInvitationInput } from '../service/invitations/create.ts'
import type { ListInvitationsInput } from '../service/invitations/list.ts'
import type { ResendOptions } from '../service/invitations/resend.ts'
import type { TokenInput } from '../service/invite-service.ts'
import type { CompleteResetInput } from '../service/resets/complete.ts'
import type { RequestResetInput } from '../service/resets/request.ts'

type ById = { readonly id: string }
type OfSomebody = { readonly accountId?: string }
type Delivered = { readonly delivery?: Delivery }
type LinkFor = { readonly accountId: string } & Delivered
type WithSession = { readonly session?: boolean }

/** What each call takes: the verbs' own input, with the segments of a path and the options that travel in a body. */
export interface CallInputs {
  /** Offers to join; as `service.invitations`. */
  invitations: {
    /** Invites one address, or makes an open link. */
    create: CreateInvitationInput & Delivered
    /** Invites up to 500, with a verdict for each row. */
    createMany: { readonly rows: readonly CreateInvitationInput[]; readonly dryRun?: boolean } & Delivered
    /** A page of invitations, newest first. */
    list: ListInvitationsInput
    /** One invitation. */
    get: ById
    /** Sends the link again, or hands back a new one. */
    resend: ById & Omit<ResendOptions, 'actor'>
    /** Takes an invitation back. */
    revoke: ById
    /** What stands behind a link, and what comes next. */
    preview: TokenInput
    /** Accepts, once. */
    accept: AcceptInvitationInput & WithSession
    /** Declines, for good. */
    decline: TokenInput
  }
  /** First passwords; as `service.activations`. */
  activations: {
    /** Makes an activation link for somebody. */
    issue: LinkFor
    /** Whom a link is for. */
    preview: TokenInput
    /** Sets the first password, and logs in unless `session` says no. */
    complete: CompleteActivationInput & WithSession
  }
  /** New passwords; as `service.resets`. */
  resets: {
    /** Asks for a reset: the same answer for every address. */
    request: RequestResetInput
    /** Makes a reset link for somebody. */
    issue: LinkFor
    /** Whom a link is for. */
    preview: TokenInput
    /** Sets the new password; every session ends. */
    complete: CompleteResetInput
  }
  /** Log-ins; as `service.sessions`. */
  sessions: {
    /** Logs in with an address or a user name. */
    login: { readonly email: string; readonly password: string }
    /** Gets the next access JWT. The refresh token is that of the store or the cookie, unless one is given. */
    refresh: { readonly refreshToken?: string }
    /** Ends this session, for good. */
    logout: { readonly refreshToken?: string }
    /** Who is logged in. */
    check: Record<never, never>
    /** The live sessions of a person; one’s own when nobody is named. */
    list: OfSomebody
    /** Ends one session. */
    revoke: ById
    /** Ends every session of a person; one’s own when nobody is named. */
    revokeAll: OfSomebody
  }
  /** People who may log in; as `service.accounts`. */
  accounts: {
    /** Makes an account without an invitation, where that is open to everybody. */
    signUp: SignUpInput & WithSession
    /** A page of accounts, newest first. */
    list: ListAccountsInput
    /** One account with its memberships. */
    get: ById
    /** Suspends; every session and link ends. */
    suspend: ById
    /** Lets a suspended person log in again. */
    reactivate: ById
    /** Changes role or flags in one scope. */
    updateMembership: ById & { readonly scope: string } & UpdateMembershipInput
    /** Takes a membership away. */
    removeMembership: ById & { readonly scope: string }
    /** Changes one’s own password; other sessions end. */
    changePassword: ChangePasswordInput
    /** Asks for a link to a new address. */
    changeEmail: ChangeEmailInput
    /** Takes the new address, by that link. */
    confirmEmail: TokenInput
  }
  /** The audit trail; as `service.audit`. */
  audit: {
    /** A page of events, newest first. */
    list: ListEventsInput
  }
}

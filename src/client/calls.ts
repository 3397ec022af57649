import type { Delivery } from '../domain/policy.ts'
import type { CarriedTokens } from '../http/carry.ts'
import type { ChangeEmailInput } from '../service/accounts/change-email.ts'
import type { ChangePasswordInput } from '../service/accounts/change-password.ts'
import type { AccountWithMemberships } from '../service/accounts/get.ts'
import type { ListAccountsInput, ListedAccount } from '../service/accounts/list.ts'
import type { UpdateMembershipInput } from '../service/accounts/memberships.ts'
import type { SignUpInput } from '../service/accounts/sign-up.ts'
import type { CompleteActivationInput } from '../service/activations/complete.ts'
import type { ListEventsInput } from '../service/audit/list.ts'
import type { AcceptedInvitation, AcceptInvitationInput } from '../service/invitations/accept.ts'
import type { CreatedInvitation, CreateInvitationInput } from '../service/invitations/create.ts'
import type { BulkResults } from '../service/invitations/create-many.ts'
import type { ListedInvitation, ListInvitationsInput } from '../service/invitations/list.ts'
import type { InvitationPreview } from '../service/invitations/preview.ts'
import type { ResendOptions } from '../service/invitations/resend.ts'
import type { TokenInput } from '../service/invite-service.ts'
import type { IssuedLink } from '../service/issue-link.ts'
import type { Page } from '../service/page.ts'
import type { LinkPreview } from '../service/preview-link.ts'
import type { CompleteResetInput } from '../service/resets/complete.ts'
import type { RequestResetInput } from '../service/resets/request.ts'
import type { ListedSession } from '../service/sessions/list.ts'
import type { MaybeTokens } from '../service/sessions/open-session.ts'
import type {
  AccountView,
  EventView,
  InvitationView,
  MembershipView,
  OfferView,
  SessionView,
} from '../service/views.ts'

type ById = { readonly id: string }
type OfSomebody = { readonly accountId?: string }
type Delivered = { readonly delivery?: Delivery }
type LinkFor = { readonly accountId: string } & Delivered
type WithSession = { readonly session?: boolean }
type LoggedIn = { readonly account: AccountView } & Partial<CarriedTokens>
type Done = { readonly ok: true }

/** What each call takes, and what it gives: the verbs' own types, a path's segments among the input. */
export interface Calls {
  /** Offers to join; as `service.invitations`. */
  invitations: {
    /** Invites one address, or makes an open link. */
    create: [CreateInvitationInput & Delivered, CreatedInvitation]
    /** Invites up to 500, with a verdict for each row. */
    createMany: [
      { readonly rows: readonly CreateInvitationInput[]; readonly dryRun?: boolean } & Delivered,
      BulkResults,
    ]
    /** A page of invitations, newest first. */
    list: [ListInvitationsInput, Page<ListedInvitation>]
    /** One invitation. */
    get: [ById, InvitationView]
    /** Sends the link again, or hands back a new one. */
    resend: [ById & Omit<ResendOptions, 'actor'>, CreatedInvitation]
    /** Takes an invitation back. */
    revoke: [ById, InvitationView]
    /** What stands behind a link, and what comes next. */
    preview: [TokenInput, InvitationPreview]
    /** Accepts, once. */
    accept: [AcceptInvitationInput & WithSession, Omit<AcceptedInvitation, keyof MaybeTokens> & Partial<CarriedTokens>]
    /** Declines, for good. */
    decline: [TokenInput, OfferView]
  }
  /** First passwords; as `service.activations`. */
  activations: {
    /** Makes an activation link for somebody. */
    issue: [LinkFor, IssuedLink]
    /** Whom a link is for. */
    preview: [TokenInput, LinkPreview]
    /** Sets the first password, and logs in unless `session` says no. */
    complete: [CompleteActivationInput & WithSession, LoggedIn]
  }
  /** New passwords; as `service.resets`. */
  resets: {
    /** Asks for a reset: the same answer for every address. */
    request: [RequestResetInput, Done]
    /** Makes a reset link for somebody. */
    issue: [LinkFor, IssuedLink]
    /** Whom a link is for. */
    preview: [TokenInput, LinkPreview]
    /** Sets the new password; every session ends. */
    complete: [CompleteResetInput, Done]
  }
  /** Log-ins; as `service.sessions`. */
  sessions: {
    /** Logs in with an address or a user name. */
    login: [{ readonly email: string; readonly password: string }, LoggedIn]
    /** Gets the next access JWT. The refresh token is that of the store or the cookie, unless one is given. */
    refresh: [{ readonly refreshToken?: string }, CarriedTokens]
    /** Ends this session, for good. */
    logout: [{ readonly refreshToken?: string }, null]
    /** Who is logged in. */
    check: [
      Record<never, never>,
      {
        /** The person. */
        readonly account: AccountView
        /** What they hold, and where. */
        readonly memberships: AccountWithMemberships['memberships']
        /** The log-in. */
        readonly session: SessionView
      },
    ]
    /** The live sessions of a person; one’s own when nobody is named. */
    list: [OfSomebody, { readonly items: readonly ListedSession[] }]
    /** Ends one session. */
    revoke: [ById, null]
    /** Ends every session of a person; one’s own when nobody is named. */
    revokeAll: [OfSomebody, null]
  }
  /** People who may log in; as `service.accounts`. */
  accounts: {
    /** Makes an account without an invitation, where that is open to everybody. */
    signUp: [SignUpInput & WithSession, LoggedIn]
    /** A page of accounts, newest first. */
    list: [ListAccountsInput, Page<ListedAccount>]
    /** One account with its memberships. */
    get: [ById, AccountWithMemberships]
    /** Suspends; every session and link ends. */
    suspend: [ById, AccountView]
    /** Lets a suspended person log in again. */
    reactivate: [ById, AccountView]
    /** Changes role or flags in one scope. */
    updateMembership: [ById & { readonly scope: string } & UpdateMembershipInput, MembershipView]
    /** Takes a membership away. */
    removeMembership: [ById & { readonly scope: string }, null]
    /** Changes one’s own password; other sessions end. */
    changePassword: [ChangePasswordInput, LoggedIn]
    /** Asks for a link to a new address. */
    changeEmail: [ChangeEmailInput, Done]
    /** Takes the new address, by that link. */
    confirmEmail: [TokenInput, { readonly account: AccountView }]
  }
  /** The audit trail; as `service.audit`. */
  audit: {
    /** A page of events, newest first. */
    list: [ListEventsInput, Page<EventView>]
  }
}

/** A value as JSON brings it: a date is a text (ISO 8601). */
export type Sent<T> = T extends Date
  ? string
  : T extends (infer I)[] | readonly (infer I)[]
    ? readonly Sent<I>[]
    : T extends object
      ? { readonly [N in keyof T]: Sent<T[N]> }
      : T

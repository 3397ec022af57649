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
  invitations: {
    create: [CreateInvitationInput & Delivered, CreatedInvitation]
    createMany: [
      { readonly rows: readonly CreateInvitationInput[]; readonly dryRun?: boolean } & Delivered,
      BulkResults,
    ]
    list: [ListInvitationsInput, Page<ListedInvitation>]
    get: [ById, InvitationView]
    resend: [ById & Omit<ResendOptions, 'actor'>, CreatedInvitation]
    revoke: [ById, InvitationView]
    preview: [TokenInput, InvitationPreview]
    accept: [AcceptInvitationInput & WithSession, Omit<AcceptedInvitation, keyof MaybeTokens> & Partial<CarriedTokens>]
    decline: [TokenInput, OfferView]
  }
  activations: {
    issue: [LinkFor, IssuedLink]
    preview: [TokenInput, LinkPreview]
    complete: [CompleteActivationInput & WithSession, LoggedIn]
  }
  resets: {
    request: [RequestResetInput, Done]
    issue: [LinkFor, IssuedLink]
    preview: [TokenInput, LinkPreview]
    complete: [CompleteResetInput, Done]
  }
  sessions: {
    login: [{ readonly email: string; readonly password: string }, LoggedIn]
    refresh: [{ readonly refreshToken?: string }, CarriedTokens]
    logout: [{ readonly refreshToken?: string }, null]
    check: [
      Record<never, never>,
      {
        readonly account: AccountView
        readonly memberships: AccountWithMemberships['memberships']
        readonly session: SessionView
      },
    ]
    list: [OfSomebody, { readonly items: readonly ListedSession[] }]
    revoke: [ById, null]
    revokeAll: [OfSomebody, null]
  }
  accounts: {
    signUp: [SignUpInput & WithSession, LoggedIn]
    list: [ListAccountsInput, Page<ListedAccount>]
    get: [ById, AccountWithMemberships]
    suspend: [ById, AccountView]
    reactivate: [ById, AccountView]
    updateMembership: [ById & { readonly scope: string } & UpdateMembershipInput, MembershipView]
    removeMembership: [ById & { readonly scope: string }, null]
    changePassword: [ChangePasswordInput, LoggedIn]
    changeEmail: [ChangeEmailInput, Done]
    confirmEmail: [TokenInput, { readonly account: AccountView }]
  }
  audit: {
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

import type { Json, JsonValue } from '../domain/records.ts'
import type { AccountWithMemberships } from '../service/accounts/get.ts'
import type { ListedAccount } from '../service/accounts/list.ts'
import type { AcceptedInvitation } from '../service/invitations/accept.ts'
import type { CreatedInvitation } from '../service/invitations/create.ts'
import type { BulkResults } from '../service/invitations/create-many.ts'
import type { ListedInvitation } from '../service/invitations/list.ts'
import type { InvitationPreview } from '../service/invitations/preview.ts'
import type { IssuedLink } from '../service/issue-link.ts'
import type { Page } from '../service/page.ts'
import type { LinkPreview } from '../service/preview-link.ts'
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
import type { SigningKey } from '../tokens/access-token.ts'
import type { CarriedTokens } from './carry.ts'
import type { endpoints } from './endpoints.ts'

/** A value as it travels: a time is text (ISO 8601, UTC). */
export type Wire<T> = T extends Date
  ? string
  : T extends JsonValue | undefined
    ? T
    : T extends readonly (infer I)[]
      ? readonly Wire<I>[]
      : { readonly [K in keyof T]: Wire<T[K]> }

interface Ok {
  readonly ok: true
}

/** The answer of a call that may log in. */
type LoggedIn<T> = Omit<T, keyof MaybeTokens> & Partial<CarriedTokens>

interface Results {
  readonly invitations: {
    readonly create: CreatedInvitation
    readonly createMany: BulkResults
    readonly list: Page<ListedInvitation>
    readonly get: InvitationView
    readonly resend: CreatedInvitation
    readonly revoke: InvitationView
    readonly preview: InvitationPreview
    readonly accept: LoggedIn<AcceptedInvitation>
    readonly decline: OfferView
  }
  readonly activations: {
    readonly issue: IssuedLink
    readonly preview: LinkPreview
    readonly complete: LoggedIn<{ readonly account: AccountView }>
  }
  readonly resets: {
    readonly request: Ok
    readonly issue: IssuedLink
    readonly preview: LinkPreview
    readonly complete: Ok
  }
  readonly sessions: {
    readonly login: { readonly account: AccountView } & CarriedTokens
    readonly refresh: CarriedTokens
    readonly logout: undefined
    readonly check: {
      readonly account: AccountView
      readonly memberships: readonly MembershipView[]
      readonly session: SessionView
    }
    readonly list: { readonly items: readonly ListedSession[] }
    readonly revoke: undefined
    readonly revokeAll: undefined
  }
  readonly accounts: {
    readonly signUp: LoggedIn<{ readonly account: AccountView }>
    readonly list: Page<ListedAccount>
    readonly get: AccountWithMemberships
    readonly suspend: AccountView
    readonly reactivate: AccountView
    readonly updateMembership: MembershipView
    readonly removeMembership: undefined
    readonly changePassword: LoggedIn<{ readonly account: AccountView }>
    readonly changeEmail: Ok
    readonly confirmEmail: Ok
  }
  readonly audit: { readonly list: Page<EventView> }
  readonly machine: {
    readonly openapi: Json
    readonly jwks: { readonly keys: readonly Omit<SigningKey, 'd' | 'k'>[] }
  }
}

/** What each route answers, as it travels, by the group and the verb that it calls. */
export type Answers = {
  readonly [G in keyof typeof endpoints]: {
    readonly [V in keyof (typeof endpoints)[G]]: Wire<Results[G][V & keyof Results[G]]>
  }
}

export type { MemoryRateLimiterOptions } from './defaults/memory-rate-limiter.ts'
export { memoryRateLimiter } from './defaults/memory-rate-limiter.ts'
export { type AccountActor, type Actor, type SystemActor, system } from './domain/actor.ts'
export {
  type AccountKey,
  type Add,
  type AnyGuard,
  type Change,
  type Condition,
  type Guard,
  type Insert,
  isRef,
  type Ref,
  type Remove,
  type Update,
  type Values,
  type Where,
  type Write,
} from './domain/change.ts'
export type { Duration } from './domain/duration.ts'
export { canonicalEmail } from './domain/email.ts'
export { type Code, errors, InviteError, type Locale, type Params } from './domain/errors.ts'
export { type FieldCode, type FieldError, fieldErrors } from './domain/field-errors.ts'
export {
  type AccountEvent,
  type AccountState,
  type ActivationEvent,
  type ActivationState,
  accountLifecycle,
  activationLifecycle,
  type Cell,
  type ChallengeEvent,
  type ChallengeState,
  challengeLifecycle,
  type InvitationEvent,
  type InvitationState,
  invitationLifecycle,
  type Lifecycle,
} from './domain/lifecycles.ts'
export type { Count, LimitName } from './domain/limits.ts'
export type { PasswordPolicy } from './domain/password-policy.ts'
export {
  type AdminVerb,
  definePermissions,
  type Permissions,
  type PermissionsDefinition,
} from './domain/permissions.ts'
export type { Delivery, LinkPurpose } from './domain/policy.ts'
export { purgeable } from './domain/purgeable.ts'
export {
  type Field,
  fieldsOf,
  indexesOf,
  type Json,
  type JsonValue,
  type RecordKind,
  type Row,
  recordKinds,
  uniqueOf,
} from './domain/records.ts'
export type { NextStep } from './domain/rules/preview-invitation.ts'
export type { Clock } from './ports/clock.ts'
export type { Mail, Mailer } from './ports/mailer.ts'
export type { PasswordHasher } from './ports/password-hasher.ts'
export type { Random } from './ports/random.ts'
export type { RateLimiter } from './ports/rate-limiter.ts'
export type {
  Capabilities,
  Inputs,
  Keys,
  Listed,
  Listing,
  Lookup,
  Outcome,
  Plan,
  Query,
  Snapshot,
  Source,
  Storage,
} from './ports/storage.ts'
export type { ChangeEmailInput, ChangeEmailOptions } from './service/accounts/change-email.ts'
export type { ChangePasswordInput, ChangePasswordOptions } from './service/accounts/change-password.ts'
export type { CreateAccountInput } from './service/accounts/create.ts'
export type { AccountWithMemberships } from './service/accounts/get.ts'
export type { ListAccountsInput, ListedAccount } from './service/accounts/list.ts'
export type { UpdateMembershipInput } from './service/accounts/memberships.ts'
export type { SignUpInput } from './service/accounts/sign-up.ts'
export type { CompleteActivationInput } from './service/activations/complete.ts'
export type { IssueOptions } from './service/activations/issue.ts'
export type { ListEventsInput } from './service/audit/list.ts'
export type { ByActor } from './service/by-actor.ts'
export type { DescribeScope } from './service/context.ts'
export { createInviteService } from './service/create-invite-service.ts'
export type {
  AcceptedInvitation,
  AcceptInvitationInput,
  AcceptInvitationOptions,
} from './service/invitations/accept.ts'
export type { CreatedInvitation, CreateInvitationInput, CreateInvitationOptions } from './service/invitations/create.ts'
export type { BulkResult, BulkResults, CreateManyOptions } from './service/invitations/create-many.ts'
export type { ListedInvitation, ListInvitationsInput } from './service/invitations/list.ts'
export type { InvitationPreview, LinkOptions } from './service/invitations/preview.ts'
export type { ResendOptions } from './service/invitations/resend.ts'
export type {
  Accounts,
  Activations,
  Invitations,
  InviteService,
  Resets,
  TokenInput,
} from './service/invite-service.ts'
export type { IssuedLink } from './service/issue-link.ts'
export type { LimitOptions } from './service/limit-options.ts'
export type { RequestOptions } from './service/limits.ts'
export type { Listener, ServiceEvent } from './service/observers.ts'
export type { InviteOptions, JwtOptions } from './service/options.ts'
export type { Drained, DrainOptions } from './service/outbox/drain.ts'
export type { Page } from './service/page.ts'
export type { LinkPreview } from './service/preview-link.ts'
export type { PurgeOptions } from './service/purge.ts'
export type { CompleteResetInput } from './service/resets/complete.ts'
export type { RequestResetInput } from './service/resets/request.ts'
export type { CheckedSession, CheckOptions } from './service/sessions/check.ts'
export type { ListedSession, ListSessionsOptions, SessionsInput } from './service/sessions/list.ts'
export type { LoggedIn, LoginInput, LoginOptions } from './service/sessions/login.ts'
export type { MaybeTokens, SessionOptions, SessionTokens } from './service/sessions/open-session.ts'
export type { Sessions } from './service/sessions/sessions.ts'
export type { VerifiedToken } from './service/sessions/verify.ts'
export type { SignUpOffer } from './service/sign-up-offer.ts'
export type { AccountView, EventView, InvitationView, MembershipView, OfferView, SessionView } from './service/views.ts'
export type { AccessTokens, SigningKey, SigningKeys } from './tokens/access-token.ts'
export type { Pepper, PepperKey } from './tokens/secret-hashes.ts'

import { describe, expectTypeOf, it } from 'vitest'
import type {
  AccountActor,
  AccountView,
  Code,
  EventView,
  FieldError,
  InvitationView,
  InviteService,
  ListedSession,
  MaybeTokens,
  MembershipView,
  NextStep,
  OfferView,
  PasswordPolicy,
  ServiceEvent,
  SessionTokens,
  SessionView,
} from '../../src/index.ts'

declare const service: InviteService<'a' | 'b', 'member'>

describe('what the verbs give', () => {
  it('of invitations', () => {
    const { invitations } = service
    expectTypeOf(invitations.create).returns.resolves.toExtend<InvitationView>()
    expectTypeOf(invitations.create).returns.resolves.toExtend<{
      readonly url: string | null
      readonly token: string | null
      readonly replayed: boolean
    }>()
    expectTypeOf(invitations.resend).returns.toEqualTypeOf<ReturnType<typeof invitations.create>>()
    expectTypeOf(invitations.get).returns.resolves.toEqualTypeOf<InvitationView>()
    expectTypeOf(invitations.revoke).returns.resolves.toEqualTypeOf<InvitationView>()
    expectTypeOf(invitations.decline).returns.resolves.toEqualTypeOf<OfferView>()
    expectTypeOf(invitations.list).returns.resolves.toExtend<{
      readonly items: readonly (InvitationView & { readonly inviter: { readonly name: string } | null })[]
      readonly next: string | null
    }>()
    expectTypeOf<InvitationView['status']>().toEqualTypeOf<
      'pending' | 'accepted' | 'declined' | 'revoked' | 'expired' | 'exhausted'
    >()
  })

  it('of a preview: what comes next, and why not', () => {
    expectTypeOf(service.invitations.preview).returns.resolves.toHaveProperty('next').toEqualTypeOf<NextStep>()
    expectTypeOf(service.invitations.preview).returns.resolves.toHaveProperty('reason').toEqualTypeOf<Code | null>()
    expectTypeOf<NextStep>().toEqualTypeOf<'sign_up' | 'log_in' | 'switch_account' | 'accept' | 'activate' | 'ended'>()
  })

  it('of an acceptance: a session only where there may be one', () => {
    expectTypeOf(service.invitations.accept).returns.resolves.toEqualTypeOf<{
      readonly account: AccountView
      readonly invitation: OfferView
      readonly membership: MembershipView | null
      readonly sessionToken: string | null
      readonly tokenExpiresAt: Date | null
      readonly refreshToken: string | null
      readonly replayed: boolean
    }>()
  })

  it('of a bulk: a verdict that is narrowed by `ok`', async () => {
    const { rows } = await service.invitations.createMany([], { actor: { type: 'system' } })
    for (const row of rows) {
      if (row.ok) {
        expectTypeOf(row.invitation).toEqualTypeOf<InvitationView>()
        // @ts-expect-error a good row has no code
        void row.code
      } else {
        expectTypeOf(row.code).toEqualTypeOf<Code>()
        expectTypeOf(row.fields).toEqualTypeOf<readonly FieldError[]>()
        // @ts-expect-error a bad row has no invitation
        void row.invitation
      }
    }
  })

  it('of activations and resets', () => {
    expectTypeOf(service.resets.request).returns.resolves.toBeVoid()
    expectTypeOf(service.resets.complete).returns.resolves.toEqualTypeOf<{ readonly account: AccountView }>()
    expectTypeOf(service.activations.complete).returns.resolves.toEqualTypeOf<
      { readonly account: AccountView } & MaybeTokens
    >()
    expectTypeOf(service.activations.issue).returns.toEqualTypeOf<ReturnType<typeof service.resets.issue>>()
    expectTypeOf(service.resets.preview)
      .returns.resolves.toHaveProperty('passwordRules')
      .toEqualTypeOf<PasswordPolicy>()
  })

  it('of sessions: an actor for the verbs', () => {
    expectTypeOf(service.sessions.login).returns.resolves.toEqualTypeOf<{
      readonly account: AccountView
      readonly sessionToken: string
      readonly tokenExpiresAt: Date
      readonly refreshToken: string | null
    }>()
    expectTypeOf(service.sessions.refresh).returns.resolves.toEqualTypeOf<SessionTokens>()
    expectTypeOf<MaybeTokens>().toEqualTypeOf<{ readonly [N in keyof SessionTokens]: SessionTokens[N] | null }>()
    expectTypeOf(service.sessions.check).returns.resolves.toEqualTypeOf<{
      readonly actor: AccountActor
      readonly account: AccountView
      readonly session: SessionView
    }>()
    expectTypeOf(service.sessions.check).parameter(0).toBeUnknown()
    expectTypeOf(service.sessions.logout).returns.resolves.toBeVoid()
    expectTypeOf(service.sessions.list).returns.resolves.toEqualTypeOf<{ readonly items: readonly ListedSession[] }>()
    expectTypeOf<ListedSession>().toExtend<SessionView & { readonly current: boolean }>()
    expectTypeOf(service.sessions.revoke).returns.resolves.toBeVoid()
    expectTypeOf(service.sessions.revokeAll).returns.resolves.toBeVoid()
  })

  it('of accounts', () => {
    const { accounts } = service
    expectTypeOf(accounts.create).returns.resolves.toEqualTypeOf<AccountView>()
    expectTypeOf(accounts.suspend).returns.resolves.toEqualTypeOf<AccountView>()
    expectTypeOf(accounts.reactivate).returns.resolves.toEqualTypeOf<AccountView>()
    expectTypeOf(accounts.get).returns.resolves.toHaveProperty('memberships').toEqualTypeOf<readonly MembershipView[]>()
    expectTypeOf(accounts.updateMembership).returns.resolves.toEqualTypeOf<MembershipView>()
    expectTypeOf(accounts.signUp).returns.resolves.toEqualTypeOf<{ readonly account: AccountView } & MaybeTokens>()
    expectTypeOf(accounts.changePassword).returns.toEqualTypeOf<ReturnType<typeof accounts.signUp>>()
    expectTypeOf(accounts.changeEmail).returns.resolves.toBeVoid()
    expectTypeOf(accounts.confirmEmail).returns.resolves.toEqualTypeOf<{ readonly account: AccountView }>()
    expectTypeOf(accounts.removeMembership).returns.resolves.toBeVoid()
    expectTypeOf<AccountView['status']>().toEqualTypeOf<'invited' | 'active' | 'suspended'>()
  })

  it('holds no secret of an account', () => {
    expectTypeOf<AccountView>().not.toHaveProperty('passwordHash')
    expectTypeOf<AccountView>().not.toHaveProperty('epoch')
    expectTypeOf<SessionView>().not.toHaveProperty('hash')
    expectTypeOf<EventView>().not.toHaveProperty('idempotencyKey')
  })

  it('of the rest', () => {
    expectTypeOf(service.can).returns.resolves.toBeBoolean()
    expectTypeOf(service.outbox.drain).returns.resolves.toExtend<{ readonly sent: number; readonly failed: number }>()
    expectTypeOf(service.purge).returns.resolves.toEqualTypeOf<{ readonly removed: number }>()
    expectTypeOf(service.audit.list).returns.resolves.toHaveProperty('items').toEqualTypeOf<readonly EventView[]>()
    expectTypeOf(service.on).returns.toEqualTypeOf<() => void>()
    service.on('*', (event) => {
      expectTypeOf(event).toEqualTypeOf<ServiceEvent>()
    })
    service.on('invitation.accepted', async () => undefined)
  })

  it('cannot be changed', async () => {
    const invitation = await service.invitations.get('id', { actor: { type: 'system' } })
    // @ts-expect-error read-only
    invitation.role = 'owner'
    // @ts-expect-error read-only
    invitation.permissions.push('a')
  })
})

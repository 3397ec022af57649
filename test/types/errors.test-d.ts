import { describe, expectTypeOf, it } from 'vitest'
import { type Code, type FieldCode, type FieldError, InviteError, type Locale, type Params } from '../../src/index.ts'

/** Every code by name: one that is missing here, or that is gone, does not compile. */
function kindOf(code: Code): 'caller' | 'person' | 'link' | 'host' {
  switch (code) {
    case 'invalid_input':
    case 'role_unknown':
    case 'flag_unknown':
    case 'unsupported_media_type':
    case 'payload_too_large':
    case 'method_not_allowed':
    case 'not_found':
    case 'foreign_origin':
    case 'idempotency_mismatch':
      return 'caller'
    case 'password_policy':
    case 'email_domain_refused':
    case 'rate_limited':
    case 'not_authenticated':
    case 'login_failed':
    case 'login_required':
    case 'forbidden':
    case 'role_not_grantable':
    case 'exceeds_own':
    case 'wrong_account':
    case 'wrong_password':
    case 'email_mismatch':
    case 'email_unproven':
    case 'account_not_found':
    case 'membership_not_found':
    case 'session_not_found':
    case 'signup_closed':
    case 'already_invited':
    case 'already_member':
    case 'account_active':
    case 'account_invited':
    case 'account_suspended':
    case 'email_taken':
    case 'username_taken':
    case 'last_holder':
      return 'person'
    case 'invitation_not_found':
    case 'link_not_found':
    case 'already_accepted':
    case 'seats_taken':
    case 'open_link':
    case 'invitation_expired':
    case 'invitation_revoked':
    case 'invitation_declined':
    case 'invitation_superseded':
    case 'inviter_lost':
    case 'link_expired':
    case 'link_used':
    case 'link_superseded':
      return 'link'
    case 'internal':
    case 'busy':
    case 'temporarily_unavailable':
    case 'limiter_down':
      return 'host'
    default:
      return code satisfies never
  }
}

describe('a refusal', () => {
  it('has a code out of a closed list, which a switch can exhaust', () => {
    expectTypeOf(kindOf).parameter(0).toEqualTypeOf<InviteError['code']>()
    expectTypeOf<string>().not.toExtend<Code>()
  })

  it('is narrowed by its code', () => {
    const error: unknown = new InviteError('busy')
    if (error instanceof InviteError && error.code === 'invalid_input') {
      expectTypeOf(error.code).toEqualTypeOf<'invalid_input'>()
      expectTypeOf(error.params.fields).toEqualTypeOf<readonly FieldError[] | undefined>()
    }
    if (error instanceof InviteError) {
      // @ts-expect-error no such code
      void (error.code === 'invitation_gone')
    }
  })

  it('is made with a code that exists', () => {
    // @ts-expect-error no such code
    new InviteError('gone')
    // @ts-expect-error a secret is no parameter
    new InviteError('busy', { token: 'x' })
    expectTypeOf<Params>().toEqualTypeOf<{
      readonly fields?: readonly FieldError[]
      readonly retryAfterSeconds?: number
    }>()
  })

  it('has a text in every language that exists, and in no other', () => {
    const error = new InviteError('busy')
    expectTypeOf(error.text).toBeCallableWith('fr')
    expectTypeOf(error.text).parameter(0).toEqualTypeOf<Locale>()
    expectTypeOf<Locale>().toEqualTypeOf<'en' | 'fr'>()
    // @ts-expect-error no such language
    error.text('de')
  })

  it('names a wrong field with a code of its own list', () => {
    expectTypeOf<FieldError>().toEqualTypeOf<{ readonly field: string; readonly code: FieldCode }>()
    expectTypeOf<'too_short'>().toExtend<FieldCode>()
    expectTypeOf<string>().not.toExtend<FieldCode>()
  })

  it('cannot be changed', () => {
    const error = new InviteError('busy')
    // @ts-expect-error read-only
    error.code = 'internal'
    // @ts-expect-error read-only
    error.params.retryAfterSeconds = 0
  })
})

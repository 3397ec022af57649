import type { ReactNode } from 'react'
import { Navigate } from 'react-router'
import { type ApiError, isApiError } from '../../app/api-error.ts'
import { Loading } from '../../components/Loading.tsx'
import { useGetSignupQuery, useValidateInvitationQuery } from '../../features/auth/api/signupApi.ts'
import type { SignupError, SignupInvitation } from '../../features/auth/types/signup.types.ts'
import { t } from '../../texts/index.ts'

interface Props {
  readonly token: string
  readonly children: (invitation: SignupInvitation) => ReactNode
}

/** Asks whether the link is good, and what it offers; whoever holds one that is not is led to the page that says why. */
export function TokenValidator({ token, children }: Props) {
  const validity = useValidateInvitationQuery(token)
  const offer = useGetSignupQuery(token)
  if (validity.isLoading || offer.isLoading) return <Loading text={t.signup.checking} />
  if (offer.data === undefined || validity.data?.valid === false)
    return <Navigate to={`/error?type=${signupError(offer.error)}`} replace />
  return children(offer.data)
}

/** Where a refusal of the contract leads. */
export function signupError(error: unknown): SignupError {
  if (!isApiError(error)) return 'unavailable'
  const { code, status, reason } = error as ApiError
  if (code === 'email_mismatch') return 'email-mismatch'
  if (code === 'account_not_found') return 'user-not-found'
  if (status === 410 && reason === 'used') return 'already-used'
  return status === 404 || status === 410 ? 'invalid-token' : 'unavailable'
}

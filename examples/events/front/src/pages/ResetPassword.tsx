import { useLinkToken } from 'invitekit/react'
import { type SyntheticEvent, useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { fieldError, isApiError } from '../app/api-error.ts'
import { Alert } from '../components/Alert.tsx'
import { Field } from '../components/Field.tsx'
import { Gate } from '../components/Gate.tsx'
import { Heading } from '../components/Heading.tsx'
import { Loading } from '../components/Loading.tsx'
import { PasswordField } from '../components/PasswordField.tsx'
import { useCompleteResetMutation, usePreviewResetQuery } from '../features/auth/api/sessionApi.ts'
import { fill, t } from '../texts/index.ts'

export function ResetPassword() {
  const token = useLinkToken()
  const { data, error, isLoading } = usePreviewResetQuery(token ?? '', { skip: token === null })
  const [complete, { error: refused, isLoading: isSaving }] = useCompleteResetMutation()
  const [password, setPassword] = useState('')
  const navigate = useNavigate()
  const submit = async (event: SyntheticEvent) => {
    event.preventDefault()
    const { error: failed } = await complete({ token: token ?? '', password })
    if (!failed) navigate('/login', { replace: true, state: { notice: 'reset', email: data?.email } })
  }
  const isUnreachable = isApiError(error) && (error.status === 0 || error.status >= 429)
  const wrong = fieldError(refused, 'password')
  return (
    <Gate>
      {isLoading ? (
        <Loading />
      ) : data === undefined ? (
        <>
          <Heading title={isUnreachable ? t.errors.unavailable.title : t.reset.deadTitle} />
          <p className="lead">{isUnreachable ? error.message : t.reset.dead}</p>
          <Link className="button primary wide" to="/forgot-password">
            {t.reset.again}
          </Link>
        </>
      ) : (
        <>
          <Heading title={t.reset.title} />
          <p className="lead">{fill(t.reset.intro, { email: data.email })}</p>
          {refused && !wrong && <Alert kind="error">{isApiError(refused) ? refused.message : t.errors.network}</Alert>}
          <form onSubmit={submit}>
            <Field label={t.fields.email} type="email" value={data.email} autoComplete="username" readOnly />
            <PasswordField
              label={t.fields.newPassword}
              value={password}
              onChange={setPassword}
              autoComplete="new-password"
              policy={data.passwordRules}
              context={[data.email]}
              error={wrong}
            />
            <button type="submit" className="primary wide" disabled={isSaving}>
              {t.reset.submit}
            </button>
          </form>
        </>
      )}
    </Gate>
  )
}

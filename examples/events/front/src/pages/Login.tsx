import { type SyntheticEvent, useState } from 'react'
import { Link, Navigate, useLocation } from 'react-router'
import { isApiError } from '../app/api-error.ts'
import { useAppSelector } from '../app/store.ts'
import { Alert } from '../components/Alert.tsx'
import { Field } from '../components/Field.tsx'
import { Gate } from '../components/Gate.tsx'
import { Heading } from '../components/Heading.tsx'
import { PasswordField } from '../components/PasswordField.tsx'
import { useLoginMutation, useSessionQuery } from '../features/auth/api/sessionApi.ts'
import { t } from '../texts/index.ts'

type Notice = 'out' | 'welcome' | 'active' | 'reset'

interface From {
  readonly from?: string
  readonly notice?: Notice
  readonly email?: string
}

export function Login() {
  const { from, notice, email: known = '' } = (useLocation().state ?? {}) as From
  const ended = useAppSelector(({ session }) => session.ended)
  const { currentData, isFetching } = useSessionQuery()
  const [login, { isLoading, error }] = useLoginMutation()
  const [email, setEmail] = useState(known)
  const [password, setPassword] = useState('')
  if (currentData && !ended && !isFetching) return <Navigate to={from ?? '/'} replace />
  const submit = async (event: SyntheticEvent) => {
    event.preventDefault()
    const { error: refused } = await login({ email, password })
    if (refused) setPassword('')
  }
  return (
    <Gate>
      <Heading title={t.login.title} />
      <p className="lead">{t.login.intro}</p>
      {error ? (
        <Alert kind="error">{isApiError(error) ? error.message : t.errors.network}</Alert>
      ) : ended ? (
        <Alert kind="info">{t.login.ended}</Alert>
      ) : (
        notice && <Alert kind={notice === 'out' ? 'info' : 'success'}>{t.login[notice]}</Alert>
      )}
      <form onSubmit={submit}>
        <Field
          label={t.fields.email}
          type="email"
          value={email}
          onChange={(event) => setEmail(event.target.value)}
          autoComplete="username"
          required
        />
        <PasswordField
          label={t.fields.password}
          value={password}
          onChange={setPassword}
          autoComplete="current-password"
        />
        <button type="submit" className="primary wide" disabled={isLoading}>
          {t.login.submit}
        </button>
      </form>
      <p className="below">
        <Link to="/forgot-password">{t.login.forgot}</Link>
      </p>
    </Gate>
  )
}

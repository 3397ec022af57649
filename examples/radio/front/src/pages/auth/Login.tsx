import { useState } from 'react'
import { Link, Navigate, useLocation } from 'react-router'
import { AuthLayout } from '../../components/AuthLayout.tsx'
import { Field } from '../../components/Field.tsx'
import { Form } from '../../components/Form.tsx'
import { Notice } from '../../components/Notice.tsx'
import { PasswordField } from '../../components/PasswordField.tsx'
import { api } from '../../lib/api.ts'
import { texts } from '../../lib/language.ts'
import { useSession } from '../../lib/session.ts'
import { fieldError, useSend } from '../../lib/use-send.ts'

/** Why somebody is here, as the page that sent them knows it. */
interface Arrival {
  readonly from?: string
  readonly ended?: 'ended' | null
  readonly left?: true
  readonly created?: string
  readonly reset?: true
}

function Welcome({ arrival }: { readonly arrival: Arrival }) {
  if (arrival.created !== undefined) return <Notice kind="success">{texts.login.created}</Notice>
  if (arrival.reset) return <Notice kind="success">{texts.login.reset}</Notice>
  if (arrival.ended) return <Notice kind="info">{texts.login.ended}</Notice>
  return arrival.left ? <Notice kind="info">{texts.login.left}</Notice> : null
}

export function Login() {
  const { session } = useSession()
  const arrival: Arrival = useLocation().state ?? {}
  const [username, setUsername] = useState(arrival.created ?? '')
  const [password, setPassword] = useState('')
  const [hasTried, setTried] = useState(false)
  const { run, isSending, error } = useSend(() => api.login(username.trim(), password))
  if (session !== null) return <Navigate to={arrival.from ?? '/'} replace />

  const missing = (value: string) => (hasTried && value.trim() === '' ? texts.login.missing : undefined)
  const submit = () => {
    setTried(true)
    return username.trim() !== '' && password !== '' ? run(undefined) : null
  }
  return (
    <AuthLayout title={texts.login.title} lead={texts.login.lead}>
      {error ? <Notice kind="error">{error.message}</Notice> : <Welcome arrival={arrival} />}
      <Form onSubmit={submit}>
        <Field
          label={texts.login.username}
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          value={username}
          onChange={(event) => setUsername(event.target.value)}
          error={missing(username) ?? fieldError(error, 'username')}
        />
        <PasswordField
          label={texts.login.password}
          autoComplete="current-password"
          value={password}
          onChange={setPassword}
          error={missing(password) ?? fieldError(error, 'password')}
        />
        <button type="submit" className="primary wide" disabled={isSending}>
          {isSending ? texts.login.sending : texts.login.submit}
        </button>
      </Form>
      <p className="after">
        <Link to="/forgot-password">{texts.login.forgot}</Link>
      </p>
      <p className="small">{texts.login.closed}</p>
    </AuthLayout>
  )
}

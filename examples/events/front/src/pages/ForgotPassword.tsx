import { type SyntheticEvent, useState } from 'react'
import { Link } from 'react-router'
import { fieldError, isApiError } from '../app/api-error.ts'
import { Alert } from '../components/Alert.tsx'
import { Field } from '../components/Field.tsx'
import { Gate } from '../components/Gate.tsx'
import { Heading } from '../components/Heading.tsx'
import { useRequestResetMutation } from '../features/auth/api/sessionApi.ts'
import { fill, t } from '../texts/index.ts'

export function ForgotPassword() {
  const [email, setEmail] = useState('')
  const [request, { isLoading, isSuccess, error }] = useRequestResetMutation()
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    void request({ email })
  }
  const wrong = fieldError(error, 'email')
  return (
    <Gate>
      <Heading title={isSuccess ? t.forgot.doneTitle : t.forgot.title} />
      {isSuccess ? (
        <Alert kind="success">{fill(t.forgot.done, { email })}</Alert>
      ) : (
        <>
          <p className="lead">{t.forgot.intro}</p>
          {error && !wrong && <Alert kind="error">{isApiError(error) ? error.message : t.errors.network}</Alert>}
          <form onSubmit={submit}>
            <Field
              label={t.fields.email}
              type="email"
              value={email}
              onChange={(event) => setEmail(event.target.value)}
              autoComplete="username"
              error={wrong}
              required
            />
            <button type="submit" className="primary wide" disabled={isLoading}>
              {t.forgot.submit}
            </button>
          </form>
        </>
      )}
      <p className="below">
        <Link to="/login">{t.forgot.back}</Link>
      </p>
    </Gate>
  )
}

import { ClientError } from 'invitekit/client'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { AuthLayout } from '../../components/AuthLayout.tsx'
import { Form } from '../../components/Form.tsx'
import { LinkGate } from '../../components/LinkGate.tsx'
import { Notice } from '../../components/Notice.tsx'
import { PasswordField } from '../../components/PasswordField.tsx'
import { api } from '../../lib/api.ts'
import { texts } from '../../lib/language.ts'
import { currentSession, endSession } from '../../lib/session.ts'
import { useLink } from '../../lib/use-link.ts'
import { fieldError, useSend } from '../../lib/use-send.ts'

const DeadEnd = () => (
  <AuthLayout title={texts.reset.deadTitle} lead={texts.reset.dead}>
    <Link className="button primary wide" to="/forgot-password">
      {texts.reset.again}
    </Link>
  </AuthLayout>
)

/** The contract says by a 200 that a link is dead; for the page it is a refusal like the others. */
const validate = async (token: string) => {
  const { valid } = await api.validateReset(token)
  if (!valid) throw new ClientError('link_not_found', texts.reset.deadTitle, { status: 404 })
}

export function ResetPassword() {
  const link = useLink(validate)
  return (
    <LinkGate link={link} title={texts.reset.title} deadEnd={<DeadEnd />}>
      {(token) => <NewPassword token={token} />}
    </LinkGate>
  )
}

function NewPassword({ token }: { readonly token: string }) {
  const navigate = useNavigate()
  const [password, setPassword] = useState('')
  const { run, isSending, error } = useSend(() => api.resetPassword(token, password))
  if (error && [401, 410].includes(error.status)) return <DeadEnd />

  const submit = async () => {
    if (!(await run(undefined))) return
    // Every session has ended with the old password, this browser's too.
    if (currentSession() !== null) endSession('ended')
    navigate('/login', { replace: true, state: { reset: true } })
  }
  const wrong = fieldError(error, 'new_password')
  return (
    <AuthLayout title={texts.reset.title} lead={texts.reset.lead}>
      {error && !wrong && <Notice kind="error">{error.message}</Notice>}
      <Form onSubmit={submit}>
        <PasswordField
          label={texts.reset.password}
          autoComplete="new-password"
          value={password}
          onChange={setPassword}
          error={wrong}
        />
        <button type="submit" className="primary wide" disabled={isSending}>
          {isSending ? texts.reset.sending : texts.reset.submit}
        </button>
      </Form>
    </AuthLayout>
  )
}

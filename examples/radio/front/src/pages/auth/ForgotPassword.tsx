import { useState } from 'react'
import { Link } from 'react-router'
import { AuthLayout } from '../../components/AuthLayout.tsx'
import { Field } from '../../components/Field.tsx'
import { Form } from '../../components/Form.tsx'
import { Notice } from '../../components/Notice.tsx'
import { api } from '../../lib/api.ts'
import { texts } from '../../lib/language.ts'
import { fieldError, useSend } from '../../lib/use-send.ts'

export function ForgotPassword() {
  const [email, setEmail] = useState('')
  const [sentTo, setSentTo] = useState<string | null>(null)
  const { run, isSending, error } = useSend(() => api.forgotPassword(email.trim()))
  const submit = async () => {
    if (await run(undefined)) setSentTo(email.trim())
  }
  if (sentTo !== null)
    return (
      <AuthLayout key="sent" title={texts.forgot.sentTitle} lead={texts.forgot.sent(sentTo)}>
        <p className="small">{texts.forgot.spam}</p>
        <Link className="button wide" to="/login">
          {texts.forgot.back}
        </Link>
      </AuthLayout>
    )
  const wrong = fieldError(error, 'email')
  return (
    <AuthLayout key="ask" title={texts.forgot.title} lead={texts.forgot.lead}>
      {error && !wrong && <Notice kind="error">{error.message}</Notice>}
      <Form onSubmit={submit}>
        <Field
          label={texts.forgot.email}
          type="email"
          name="email"
          autoComplete="email"
          value={email}
          onChange={(event) => setEmail(event.target.value)}
          error={wrong}
        />
        <button type="submit" className="primary wide" disabled={isSending}>
          {isSending ? texts.forgot.sending : texts.forgot.submit}
        </button>
      </Form>
      <p className="after">
        <Link to="/login">{texts.forgot.back}</Link>
      </p>
    </AuthLayout>
  )
}

import type { ClientError } from 'invitekit/client'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { AuthLayout } from '../../components/AuthLayout.tsx'
import { Field } from '../../components/Field.tsx'
import { Form } from '../../components/Form.tsx'
import { LinkGate } from '../../components/LinkGate.tsx'
import { Notice } from '../../components/Notice.tsx'
import { PasswordField } from '../../components/PasswordField.tsx'
import { api, type SignupForm } from '../../lib/api.ts'
import { showMoment, texts } from '../../lib/language.ts'
import { useLink } from '../../lib/use-link.ts'
import { fieldError, useSend } from '../../lib/use-send.ts'

const DeadEnd = () => (
  <AuthLayout title={texts.signup.deadTitle} lead={texts.signup.dead}>
    <Link className="button wide" to="/login">
      {texts.signup.login}
    </Link>
  </AuthLayout>
)

export function SignupWithInvite() {
  const link = useLink(api.validateInvite)
  return (
    <LinkGate link={link} title={texts.signup.title} deadEnd={<DeadEnd />}>
      {(token, invitation) => (
        <NewAccount token={token} invitedEmail={invitation.email} expiresAt={invitation.expires_at} />
      )}
    </LinkGate>
  )
}

/** The field that a refusal is about, where the server named it by its code alone. */
function errorOf(error: ClientError | null, field: keyof SignupForm): string | undefined {
  const byCode = { username_taken: 'username', email_taken: 'email', email_mismatch: 'email' } as const
  if (error && byCode[error.code as keyof typeof byCode] === field) return error.message
  return fieldError(error, field)
}

interface FormProps {
  readonly token: string
  readonly invitedEmail: string | undefined
  readonly expiresAt: string
}

function NewAccount({ token, invitedEmail, expiresAt }: FormProps) {
  const navigate = useNavigate()
  const [form, setForm] = useState<SignupForm>({
    username: '',
    email: invitedEmail ?? '',
    password: '',
    name: '',
    family_name: '',
    phone_number: '',
  })
  const { run, isSending, error } = useSend(() => api.signupWithInvite(token, form))
  // It ended while the form was open.
  if (error && [401, 410].includes(error.status)) return <DeadEnd />

  const submit = async () => {
    const done = await run(undefined)
    if (done) navigate('/login', { replace: true, state: { created: done.answer.username } })
  }
  const field = (name: Exclude<keyof SignupForm, 'password'>) => ({
    name,
    value: form[name],
    onChange: (event: { readonly target: { readonly value: string } }) =>
      setForm((before) => ({ ...before, [name]: event.target.value })),
    error: errorOf(error, name),
  })
  const { signup } = texts
  const isAboutFields =
    error &&
    (['username', 'email', 'password', 'name', 'family_name', 'phone_number'] as const).some((name) =>
      errorOf(error, name),
    )
  return (
    <AuthLayout
      title={signup.title}
      lead={
        <>
          {signup.lead} {signup.until(showMoment(expiresAt))}
        </>
      }
    >
      {error && <Notice kind="error">{isAboutFields ? texts.errors.fields : error.message}</Notice>}
      <Form onSubmit={submit}>
        <fieldset>
          <legend>{signup.account}</legend>
          <Field
            label={signup.email}
            type="email"
            autoComplete="email"
            readOnly={invitedEmail !== undefined}
            hint={invitedEmail === undefined ? undefined : signup.emailFixed}
            {...field('email')}
          />
          <Field
            label={signup.username}
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            hint={signup.usernameHint}
            {...field('username')}
          />
          <PasswordField
            label={signup.password}
            autoComplete="new-password"
            value={form.password}
            onChange={(password) => setForm((before) => ({ ...before, password }))}
            context={[form.email, form.username, form.name, form.family_name]}
            error={errorOf(error, 'password')}
          />
        </fieldset>
        <fieldset>
          <legend>{signup.about}</legend>
          <div className="two">
            <Field label={signup.name} autoComplete="given-name" isOptional {...field('name')} />
            <Field label={signup.familyName} autoComplete="family-name" isOptional {...field('family_name')} />
          </div>
          <Field label={signup.phone} type="tel" autoComplete="tel" isOptional {...field('phone_number')} />
        </fieldset>
        <button type="submit" className="primary wide" disabled={isSending}>
          {isSending ? signup.sending : signup.submit}
        </button>
      </Form>
    </AuthLayout>
  )
}

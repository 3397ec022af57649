import { type SyntheticEvent, useRef, useState } from 'react'
import { useNavigate } from 'react-router'
import { fieldError, isApiError } from '../../app/api-error.ts'
import { Alert } from '../../components/Alert.tsx'
import { Field } from '../../components/Field.tsx'
import { Heading } from '../../components/Heading.tsx'
import { PasswordField } from '../../components/PasswordField.tsx'
import { PhotoField } from '../../components/PhotoField.tsx'
import { useCompleteSignupMutation } from '../../features/auth/api/signupApi.ts'
import type { SignupInvitation } from '../../features/auth/types/signup.types.ts'
import { fill, onDay, roleName, t } from '../../texts/index.ts'
import { signupError } from './TokenValidator.tsx'

/** Passwords of this product: twelve characters, common ones refused by the server. */
const policy = {
  minimum: 12,
  maximum: 256,
  lower: false,
  upper: false,
  digit: false,
  symbol: false,
  refuseCommon: true,
}

/** What no other try can mend; anything else is said above the form. */
const deadEnds = new Set([403, 404, 410])

interface Props {
  readonly token: string
  readonly invitation: SignupInvitation
}

export function SignupForm({ token, invitation }: Props) {
  const { email, role, orgId, orgName, expiresAt } = invitation
  const [person, setPerson] = useState({ email: email ?? '', firstName: '', lastName: '', phone: '', avatarUrl: '' })
  const [password, setPassword] = useState('')
  const [confirmation, setConfirmation] = useState('')
  const [isCompared, setCompared] = useState(false)
  const [complete, { isLoading, error }] = useCompleteSignupMutation()
  const key = useRef(crypto.randomUUID())
  const navigate = useNavigate()

  const change = (name: keyof typeof person) => ({
    value: person[name],
    onChange: (event: { readonly target: { readonly value: string } }) =>
      setPerson({ ...person, [name]: event.target.value }),
    error: fieldError(error, name),
  })

  const submit = async (event: SyntheticEvent) => {
    event.preventDefault()
    setCompared(true)
    if (password !== confirmation) return
    const { phone, avatarUrl, ...named } = person
    const sent = {
      ...named,
      password,
      passwordConfirmation: confirmation,
      ...(phone ? { phone } : {}),
      ...(avatarUrl ? { avatarUrl } : {}),
    }
    const { data, error: refused } = await complete({ token, person: sent, idempotencyKey: key.current })
    if (data) return navigate('/login', { replace: true, state: { notice: 'welcome', email: data.email } })
    // What was typed has not been taken: the next try is another call.
    key.current = isApiError(refused) && refused.status === 400 ? crypto.randomUUID() : key.current
    if (!isApiError(refused)) return
    if (refused.code === 'login_required')
      return navigate('/login', { replace: true, state: { notice: 'active', email: person.email } })
    if (deadEnds.has(refused.status)) navigate(`/error?type=${signupError(refused)}`, { replace: true })
  }

  const isWhole = orgId === '*'
  const differs = isCompared && confirmation !== '' && password !== confirmation
  return (
    <>
      <Heading title={isWhole ? t.signup.titleWhole : fill(t.signup.title, { organization: orgName })} />
      <p className="lead">{fill(t.signup.intro, { role: roleName(role) })}</p>
      {error && (
        <Alert kind="error">{isApiError(error) && error.status !== 400 ? error.message : t.errors.check}</Alert>
      )}
      <form onSubmit={submit}>
        <Field
          label={t.fields.email}
          type="email"
          autoComplete="username"
          {...change('email')}
          readOnly={email !== null}
          required
          {...(email === null ? {} : { hint: t.signup.fixed })}
        />
        <div className="pair">
          <Field
            label={t.fields.firstName}
            autoComplete="given-name"
            maxLength={100}
            {...change('firstName')}
            required
          />
          <Field
            label={t.fields.lastName}
            autoComplete="family-name"
            maxLength={100}
            {...change('lastName')}
            required
          />
        </div>
        <PasswordField
          label={t.fields.password}
          value={password}
          onChange={setPassword}
          autoComplete="new-password"
          policy={policy}
          context={[person.email, person.firstName, person.lastName]}
          error={fieldError(error, 'password')}
        />
        <PasswordField
          label={t.fields.confirmation}
          value={confirmation}
          onChange={setConfirmation}
          onBlur={() => setCompared(true)}
          autoComplete="new-password"
          error={differs ? t.signup.mismatch : fieldError(error, 'passwordConfirmation')}
        />
        <Field
          label={t.fields.phone}
          type="tel"
          autoComplete="tel"
          maxLength={40}
          {...change('phone')}
          error={fieldError(error, 'phone') && t.signup.phoneWrong}
        />
        <PhotoField
          value={person.avatarUrl}
          onChange={(avatarUrl) => setPerson({ ...person, avatarUrl })}
          error={fieldError(error, 'avatarUrl')}
        />
        <button type="submit" className="primary wide" disabled={isLoading}>
          {t.signup.submit}
        </button>
      </form>
      <p className="below soft">{fill(t.signup.until, { date: onDay(expiresAt) })}</p>
    </>
  )
}

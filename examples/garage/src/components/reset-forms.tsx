'use client'

import { completeReset, requestReset } from '../actions/reset-password.ts'
import { Field, PasswordField, Refusal, Submit } from './fields.tsx'
import { useForm } from './use-form.ts'

export function RequestResetForm() {
  const { state, send, isPending, form } = useForm(requestReset)
  if (state.done)
    return (
      <div className="notice notice-done" role="status">
        <p className="notice-title">Consultez votre messagerie</p>
        <p>
          Si un compte existe pour <strong>{state.values?.['email']}</strong>, un lien y arrive dans un instant. Il vaut
          trente minutes.
        </p>
      </div>
    )
  return (
    <form ref={form} action={send} className="form" noValidate>
      <Refusal state={state} />
      <Field name="email" label="Adresse e-mail" type="email" autoComplete="username" inputMode="email" state={state} />
      <Submit isPending={isPending}>Recevoir un lien</Submit>
    </form>
  )
}

interface CompleteResetForm {
  readonly token: string
  readonly email: string
  readonly passwordHint: string
}

export function CompleteResetForm({ token, email, passwordHint }: CompleteResetForm) {
  const { state, send, isPending, form } = useForm(completeReset)
  return (
    <form ref={form} action={send} className="form" noValidate>
      <Refusal state={state} />
      <input type="hidden" name="token" value={token} />
      <Field name="email" label="Adresse e-mail" type="email" value={email} readOnly autoComplete="username" />
      <PasswordField
        name="password"
        label="Nouveau mot de passe"
        autoComplete="new-password"
        hint={passwordHint}
        state={state}
      />
      <Submit isPending={isPending}>Changer le mot de passe</Submit>
    </form>
  )
}

'use client'

import { signUp } from '../actions/sign-up.ts'
import { Field, PasswordField, Refusal, Submit } from './fields.tsx'
import { useForm } from './use-form.ts'

export function SignUpForm({ passwordHint }: { readonly passwordHint: string }) {
  const { state, send, isPending, form } = useForm(signUp)
  return (
    <form ref={form} action={send} className="form" noValidate>
      <Refusal state={state} />
      <Field name="email" label="Adresse e-mail" type="email" autoComplete="username" inputMode="email" state={state} />
      <Field name="name" label="Votre nom (facultatif)" autoComplete="name" maxLength={100} state={state} />
      <PasswordField
        name="password"
        label="Choisissez un mot de passe"
        autoComplete="new-password"
        hint={passwordHint}
        state={state}
      />
      <Submit isPending={isPending}>Créer mon compte</Submit>
    </form>
  )
}

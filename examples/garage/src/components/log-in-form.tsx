'use client'

import { logIn } from '../actions/log-in.ts'
import { Field, PasswordField, Refusal, Submit } from './fields.tsx'
import { useForm } from './use-form.ts'

export function LogInForm({ next }: { readonly next: string }) {
  const { state, send, isPending, form } = useForm(logIn)
  return (
    <form ref={form} action={send} className="form" noValidate>
      <Refusal state={state} />
      <input type="hidden" name="next" value={next} />
      <Field name="email" label="Adresse e-mail" type="email" autoComplete="username" inputMode="email" state={state} />
      <PasswordField name="password" label="Mot de passe" autoComplete="current-password" state={state} />
      <Submit isPending={isPending}>Se connecter</Submit>
      <a className="link form-link" href="/auth/reset-password">
        Mot de passe oublié ?
      </a>
    </form>
  )
}

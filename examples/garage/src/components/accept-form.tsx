'use client'

import { accept } from '../actions/accept.ts'
import { Field, PasswordField, Refusal, Submit } from './fields.tsx'
import { useForm } from './use-form.ts'

interface AcceptForm {
  readonly token: string
  readonly email: string
  /** Made with the page: pressed twice is pressed once. */
  readonly idempotencyKey: string
  /** Somebody who is logged in under the invited address only has to say yes. */
  readonly isLoggedIn: boolean
  readonly passwordHint: string
}

export function AcceptForm({ token, email, idempotencyKey, isLoggedIn, passwordHint }: AcceptForm) {
  const { state, send, isPending, form } = useForm(accept)
  return (
    <form ref={form} action={send} className="form" noValidate>
      <Refusal state={state} />
      <input type="hidden" name="token" value={token} />
      <input type="hidden" name="key" value={idempotencyKey} />
      <Field
        name="email"
        label="Adresse e-mail"
        type="email"
        value={email}
        readOnly
        autoComplete="username"
        hint="C’est l’adresse invitée : elle ne peut pas être changée ici."
      />
      {!isLoggedIn && (
        <>
          <Field name="name" label="Votre nom (facultatif)" autoComplete="name" maxLength={100} state={state} />
          <PasswordField
            name="password"
            label="Choisissez un mot de passe"
            autoComplete="new-password"
            hint={passwordHint}
            state={state}
          />
        </>
      )}
      <Submit isPending={isPending}>{isLoggedIn ? 'Accepter l’invitation' : 'Créer mon compte'}</Submit>
    </form>
  )
}

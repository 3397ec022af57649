'use client'

import { invite } from '../actions/invite.ts'
import type { Garage } from '../garages.ts'
import { CopyLink } from './copy-link.tsx'
import { Field, Refusal, Submit } from './fields.tsx'
import { useForm } from './use-form.ts'

export function InviteForm({ garages }: { readonly garages: readonly Garage[] }) {
  const { state, send, isPending, form } = useForm(invite)
  const { values = {} } = state.done ? {} : state
  const shown = { ...state, values }
  return (
    <form ref={form} action={send} className="form" noValidate>
      <Refusal state={state} />
      {state.link && (
        <CopyLink key={state.link} id="invite-link" email={state.values?.['email'] ?? ''} link={state.link} />
      )}
      <Field name="email" label="Adresse e-mail" type="email" autoComplete="off" inputMode="email" state={shown} />
      <div className="field">
        <label htmlFor="garage">Garage</label>
        <select
          id="garage"
          name="garage"
          defaultValue={values['garage'] ?? ''}
          aria-invalid={state.fields?.['garage'] ? true : undefined}
        >
          <option value="">Aucun : la personne crée le sien</option>
          {garages.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
        {state.fields?.['garage'] && <p className="field-error">{state.fields['garage']}</p>}
      </div>
      <Field
        name="days"
        label="Durée en jours"
        hint="De 1 à 90. Passé ce délai, le lien ne vaut plus rien."
        type="number"
        min={1}
        max={90}
        inputMode="numeric"
        autoComplete="off"
        state={{ ...shown, values: { days: '30', ...values } }}
      />
      <label className="check">
        <input type="checkbox" name="mailed" value="yes" defaultChecked={values['mailed'] === 'yes'} />
        Envoyer aussi l’invitation par e-mail
      </label>
      <Submit isPending={isPending}>Créer l’invitation</Submit>
    </form>
  )
}

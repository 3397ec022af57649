'use client'

import { foundGarage } from '../actions/found-garage.ts'
import { Field, Refusal, Submit } from './fields.tsx'
import { useForm } from './use-form.ts'

export function GarageForm() {
  const { state, send, isPending, form } = useForm(foundGarage)
  return (
    <form ref={form} action={send} className="form" noValidate>
      <Refusal state={state} />
      <Field
        name="name"
        label="Nom du garage"
        placeholder="Garage du Port"
        autoComplete="organization"
        maxLength={80}
        hint="Tel que vos clients le connaissent."
        state={state}
      />
      <Submit isPending={isPending}>Créer mon garage</Submit>
    </form>
  )
}

'use client'

import { type InputHTMLAttributes, type ReactNode, useEffect, useState } from 'react'
import type { FormState } from '../form-state.ts'

interface Field extends Omit<InputHTMLAttributes<HTMLInputElement>, 'id'> {
  readonly name: string
  readonly label: string
  readonly hint?: ReactNode
  readonly state?: FormState
}

const describedBy = (name: string, hint: ReactNode, error: string | undefined) =>
  [hint && `${name}-hint`, error && `${name}-error`].filter(Boolean).join(' ') || undefined

/** One input with its label, a hint, and what is wrong with it. */
export function Field({ name, label, hint, state = {}, ...input }: Field) {
  const error = state.fields?.[name]
  return (
    <div className="field">
      <label htmlFor={name}>{label}</label>
      <input
        id={name}
        name={name}
        defaultValue={state.values?.[name]}
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy(name, hint, error)}
        {...input}
      />
      <Below name={name} hint={hint} error={error} />
    </div>
  )
}

/** The same for a password, which may be looked at where scripts run. */
export function PasswordField({ name, label, hint, state = {}, ...input }: Field) {
  const [isShown, show] = useState(false)
  const [hasScripts, tell] = useState(false)
  useEffect(() => tell(true), [])
  const error = state.fields?.[name]
  return (
    <div className="field">
      <label htmlFor={name}>{label}</label>
      <div className="reveal">
        <input
          id={name}
          name={name}
          type={isShown ? 'text' : 'password'}
          spellCheck={false}
          autoCapitalize="none"
          aria-invalid={error ? true : undefined}
          aria-describedby={describedBy(name, hint, error)}
          {...input}
        />
        {hasScripts && (
          <button type="button" aria-pressed={isShown} aria-controls={name} onClick={() => show(!isShown)}>
            {isShown ? 'Masquer' : 'Afficher'}
            <span className="hidden"> le mot de passe</span>
          </button>
        )}
      </div>
      <Below name={name} hint={hint} error={error} />
    </div>
  )
}

const Below = ({ name, hint, error }: { name: string; hint: ReactNode; error: string | undefined }) => (
  <>
    {error && (
      <p className="field-error" id={`${name}-error`}>
        {error}
      </p>
    )}
    {hint && (
      <p className="hint" id={`${name}-hint`}>
        {hint}
      </p>
    )}
  </>
)

/** Why a form was refused. */
export const Refusal = ({ state }: { readonly state: FormState }) =>
  state.error ? (
    <div className="notice notice-error" role="alert" tabIndex={-1}>
      <p className="notice-title">{state.error}</p>
    </div>
  ) : null

interface Submit {
  readonly children: ReactNode
  readonly isPending: boolean
  readonly className?: string
}

/** Sends the form, once. */
export const Submit = ({ children, isPending, className = 'button button-primary button-wide' }: Submit) => (
  <button
    type="submit"
    className={className}
    aria-disabled={isPending || undefined}
    data-pending={isPending || undefined}
  >
    <span>{children}</span>
  </button>
)

'use client'

import { type ComponentProps, type ReactNode, useId, useState } from 'react'

interface Props extends Omit<ComponentProps<'input'>, 'id'> {
  readonly label: string
  readonly error?: string | undefined
  readonly help?: ReactNode
}

/** A labelled field, with what is wrong with it. */
export function Field({ label, error, help, type = 'text', ...input }: Props) {
  const id = useId()
  const [isShown, show] = useState(false)
  const isPassword = type === 'password'
  const described = [error ? `${id}-error` : '', help ? `${id}-help` : ''].filter(Boolean).join(' ')
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="field-box">
        <input
          {...input}
          id={id}
          type={isPassword && isShown ? 'text' : type}
          aria-invalid={error ? true : undefined}
          aria-describedby={described || undefined}
        />
        {isPassword && (
          <button
            type="button"
            className="reveal"
            aria-pressed={isShown}
            aria-label={`Afficher : ${label}`}
            onClick={() => show(!isShown)}
          >
            {isShown ? 'Masquer' : 'Afficher'}
          </button>
        )}
      </div>
      {error && (
        <p className="field-error" id={`${id}-error`}>
          {error}
        </p>
      )}
      {help && <div id={`${id}-help`}>{help}</div>}
    </div>
  )
}

import { type ReactNode, type SelectHTMLAttributes, useId } from 'react'

interface Props extends SelectHTMLAttributes<HTMLSelectElement> {
  readonly label: string
  readonly error?: string | undefined
  readonly children: ReactNode
}

export function Select({ label, error, children, ...select }: Props) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? `${id}-error` : undefined}
        {...select}
      >
        {children}
      </select>
      {error && (
        <p className="wrong" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  )
}

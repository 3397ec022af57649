import { type ComponentProps, type ReactNode, useId } from 'react'
import { texts } from '../lib/language.ts'

interface Common {
  readonly label: string
  readonly hint?: string | undefined
  readonly error?: string | undefined
  /** Said beside the label, where the form asks for more than it needs. */
  readonly isOptional?: boolean
}

interface Frame extends Common {
  readonly id: string
  readonly children: ReactNode
}

function FieldFrame({ id, label, hint, error, isOptional, children }: Frame) {
  return (
    <div className="field">
      <label htmlFor={id}>
        {label} {isOptional && <span className="optional">{texts.optional}</span>}
      </label>
      {children}
      {hint && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p className="error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  )
}

const described = (id: string, { hint, error }: Common) => ({
  id,
  'aria-invalid': error !== undefined,
  'aria-describedby': [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined,
})

const split = <P extends Common>({ label, hint, error, isOptional, ...control }: P) => ({
  common: { label, hint, error, ...(isOptional === undefined ? {} : { isOptional }) },
  control,
})

export function Field(props: Common & ComponentProps<'input'>) {
  const id = useId()
  const { common, control } = split(props)
  return (
    <FieldFrame id={id} {...common}>
      <input {...control} {...described(id, common)} />
    </FieldFrame>
  )
}

export function TextArea(props: Common & ComponentProps<'textarea'>) {
  const id = useId()
  const { common, control } = split(props)
  return (
    <FieldFrame id={id} {...common}>
      <textarea rows={4} {...control} {...described(id, common)} />
    </FieldFrame>
  )
}

export function Select({
  options,
  ...props
}: Common & ComponentProps<'select'> & { readonly options: readonly string[] }) {
  const id = useId()
  const { common, control } = split(props)
  return (
    <FieldFrame id={id} {...common}>
      <select {...control} {...described(id, common)}>
        <option value="">{texts.plan.choose}</option>
        {options.map((option) => (
          <option key={option}>{option}</option>
        ))}
      </select>
    </FieldFrame>
  )
}

import { usePasswordRules } from 'invitekit/react'
import { useId, useState } from 'react'
import { texts } from '../lib/language.ts'

/** What the station asks of a password. The server asks the same, and refuses the common ones besides. */
const policy = {
  minimum: 8,
  maximum: 256,
  lower: false,
  upper: false,
  digit: false,
  symbol: false,
  refuseCommon: true,
} as const

interface Props {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly autoComplete: 'current-password' | 'new-password'
  readonly error?: string | undefined
  /** For a new password: the words that it may not be made of. */
  readonly context?: readonly string[]
}

const say = (code: string): string => {
  if (code === 'too_short') return texts.password.too_short(policy.minimum)
  return code === 'contains_context' ? texts.password.contains_context : texts.password.too_long
}

export function PasswordField({ label, value, onChange, autoComplete, error, context = [] }: Props) {
  const id = useId()
  const [isShown, setShown] = useState(false)
  const isNew = autoComplete === 'new-password'
  const rules = usePasswordRules(isNew ? policy : null, value, context.filter(Boolean))
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="with-button">
        <input
          id={id}
          type={isShown ? 'text' : 'password'}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          autoComplete={autoComplete}
          autoCapitalize="none"
          spellCheck={false}
          aria-invalid={error !== undefined}
          aria-describedby={[isNew && `${id}-rules`, error && `${id}-error`].filter(Boolean).join(' ') || undefined}
        />
        <button
          type="button"
          className="quiet eye"
          aria-pressed={isShown}
          aria-label={isShown ? texts.password.hide : texts.password.show}
          onClick={() => setShown(!isShown)}
        >
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d="M2 12s3.6-7 10-7 10 7 10 7-3.6 7-10 7-10-7-10-7Z" />
            <circle cx="12" cy="12" r="3" />
            {isShown && <path d="m4 4 16 16" />}
          </svg>
        </button>
      </div>
      {isNew && (
        <ul className="rules" id={`${id}-rules`} aria-label={texts.password.rules}>
          {rules.map(({ code, met }) => (
            <li key={code} className={met ? 'met' : ''}>
              {say(code)}
            </li>
          ))}
          <li className="plain">{texts.password.uncommon}</li>
        </ul>
      )}
      {error && (
        <p className="error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  )
}

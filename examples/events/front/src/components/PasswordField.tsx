import type { ClientAnswer, PasswordRule } from 'invitekit/client'
import { usePasswordRules } from 'invitekit/react'
import { useId, useState } from 'react'
import { fill, t } from '../texts/index.ts'

type Policy = ClientAnswer<'invitations', 'preview'>['passwordRules']

interface Props {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly error?: string | undefined
  readonly autoComplete: 'current-password' | 'new-password'
  /** The rules of a new password, shown while it is typed. */
  readonly policy?: Policy
  /** What it may not be made of. */
  readonly context?: readonly string[]
  readonly onBlur?: () => void
}

export function PasswordField({ label, value, onChange, error, autoComplete, policy, context = [], onBlur }: Props) {
  const id = useId()
  const [isShown, setShown] = useState(false)
  const rules = usePasswordRules(policy ?? null, value, context.filter(Boolean))
  const described = [policy && `${id}-rules`, error && `${id}-error`].filter(Boolean).join(' ')
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="with-button">
        <input
          id={id}
          type={isShown ? 'text' : 'password'}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          onBlur={onBlur}
          autoComplete={autoComplete}
          autoCapitalize="off"
          spellCheck={false}
          required
          maxLength={300}
          aria-invalid={error ? true : undefined}
          aria-describedby={described || undefined}
        />
        <button
          type="button"
          className="in-field"
          aria-label={isShown ? t.fields.hidePassword : t.fields.showPassword}
          aria-pressed={isShown}
          onClick={() => setShown(!isShown)}
        >
          {isShown ? t.fields.hide : t.fields.show}
        </button>
      </div>
      {policy && (
        <ul className="rules" id={`${id}-rules`} aria-label={t.rules.label}>
          {rules.map((rule) => (
            <Rule key={rule.code} rule={rule} policy={policy} />
          ))}
        </ul>
      )}
      {error && (
        <p className="wrong" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  )
}

function Rule({ rule: { code, met }, policy }: { readonly rule: PasswordRule; readonly policy: Policy }) {
  return (
    <li className={met ? 'met' : 'unmet'}>
      <span aria-hidden="true">{met ? '✓' : '○'}</span>{' '}
      {fill(t.rules[code], { minimum: policy.minimum, maximum: policy.maximum })}
      <span className="only-read"> ({met ? t.rules.met : t.rules.unmet})</span>
    </li>
  )
}

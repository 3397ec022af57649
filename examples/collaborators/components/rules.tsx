import type { PasswordRule } from 'invitekit/client'
import { ruleTexts } from '../src/messages.ts'

/** The rules of the password, ticked off while it is typed. */
export const Rules = ({ rules }: { readonly rules: readonly PasswordRule[] }) => (
  <ul className="rules">
    {rules.map(({ code, met }) => (
      <li key={code} className={met ? 'met' : ''}>
        <svg aria-hidden="true" viewBox="0 0 16 16" width="16" height="16">
          {met ? <path d="M3.5 8.5l3 3 6-6.5" /> : <circle cx="8" cy="8" r="2" />}
        </svg>
        {ruleTexts[code]}
        <span className="visually-hidden">{met ? ' : respecté' : ' : à respecter'}</span>
      </li>
    ))}
  </ul>
)

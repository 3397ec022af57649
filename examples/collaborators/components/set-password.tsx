'use client'

import { passwordRules } from 'invitekit/client'
import { useRouter } from 'next/navigation'
import { type FormEvent, useRef, useState } from 'react'
import { passwordPolicy } from '../src/password-policy.ts'
import { Field } from './field.tsx'
import { initializePassword } from './initialize-password.ts'
import { NeedsScripts } from './needs-scripts.tsx'
import { Notice } from './notice.tsx'
import { Rules } from './rules.tsx'

const MISMATCH = 'Les deux mots de passe ne sont pas les mêmes.'
const BROKEN = 'Ce mot de passe ne respecte pas encore toutes les règles.'

interface Props {
  readonly token: string
  readonly email: string
}

/** The first password, typed twice. The rules are checked here, and again by the server. */
export function SetPassword({ token, email }: Props) {
  const router = useRouter()
  const form = useRef<HTMLFormElement>(null)
  const [password, setPassword] = useState('')
  const [again, setAgain] = useState('')
  const [wrong, setWrong] = useState<{ readonly password?: string; readonly again?: string }>({})
  const [refused, setRefused] = useState('')
  const [isBusy, setBusy] = useState(false)
  const rules = passwordRules(passwordPolicy, password)

  const focus = (name: string) => form.current?.querySelector<HTMLInputElement>(`input[name="${name}"]`)?.focus()

  async function send(event: FormEvent) {
    event.preventDefault()
    if (isBusy) return
    const isBroken = rules.some(({ met }) => !met)
    const isOther = password !== again
    setWrong({ ...(isBroken && { password: BROKEN }), ...(isOther && { again: MISMATCH }) })
    setRefused('')
    if (isBroken || isOther) return focus(isBroken ? 'password' : 'again')
    setBusy(true)
    const answer = await initializePassword(token, password)
    if (answer.isDone) return router.replace('/login?bienvenue=1')
    setBusy(false)
    // A link that has ended in the meantime has a page of its own.
    if (answer.isOver) return router.refresh()
    setRefused(answer.message)
    setWrong(answer.rules === '' ? {} : { password: answer.rules })
  }

  return (
    <form ref={form} method="post" onSubmit={send} noValidate aria-busy={isBusy}>
      <NeedsScripts />
      {refused !== '' && <Notice kind="bad">{refused}</Notice>}
      <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
      <Field
        label="Mot de passe"
        name="password"
        type="password"
        autoComplete="new-password"
        value={password}
        error={wrong.password}
        help={<Rules rules={rules} />}
        onChange={(event) => setPassword(event.target.value)}
      />
      <Field
        label="Confirmation du mot de passe"
        name="again"
        type="password"
        autoComplete="new-password"
        value={again}
        error={wrong.again}
        onChange={(event) => setAgain(event.target.value)}
      />
      <button type="submit" className="button" disabled={isBusy}>
        {isBusy ? 'Un instant…' : 'Choisir ce mot de passe'}
      </button>
    </form>
  )
}

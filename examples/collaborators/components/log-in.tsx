'use client'

import { useRouter } from 'next/navigation'
import { type FormEvent, useState } from 'react'
import { client, messageOf } from './client.ts'
import { Field } from './field.tsx'
import { NeedsScripts } from './needs-scripts.tsx'
import { Notice } from './notice.tsx'

/** The log-in. Afterwards it leads to `next`, a path of this site. */
export function LogIn({ next }: { readonly next: string }) {
  const router = useRouter()
  const [refused, setRefused] = useState('')
  const [isBusy, setBusy] = useState(false)

  async function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    if (isBusy) return
    const form = new FormData(event.currentTarget)
    const [email, password] = [String(form.get('email')).trim(), String(form.get('password'))]
    if (email === '' || password === '') return setRefused('Saisissez votre e-mail et votre mot de passe.')
    setBusy(true)
    setRefused('')
    try {
      await client.sessions.login({ email, password })
      router.replace(next)
      router.refresh()
    } catch (error) {
      setRefused(messageOf(error))
      setBusy(false)
    }
  }

  return (
    <form method="post" onSubmit={send} noValidate aria-busy={isBusy}>
      <NeedsScripts />
      {refused !== '' && <Notice kind="bad">{refused}</Notice>}
      <Field label="E-mail" name="email" type="email" autoComplete="username" inputMode="email" />
      <Field label="Mot de passe" name="password" type="password" autoComplete="current-password" />
      <button type="submit" className="button" disabled={isBusy}>
        {isBusy ? 'Connexion…' : 'Se connecter'}
      </button>
    </form>
  )
}

'use client'

import { useState } from 'react'
import { client, messageOf } from './client.ts'

interface Props {
  readonly accountId: string
  readonly name: string
  readonly email: string
}

type Said = { readonly kind: 'good' | 'bad'; readonly text: string }

/** Makes a token for one person; its link is mailed. */
export function MakeToken({ accountId, name, email }: Props) {
  const [said, say] = useState<Said | null>(null)
  const [isBusy, setBusy] = useState(false)

  async function make() {
    setBusy(true)
    say(null)
    try {
      await client.activations.issue({ accountId, delivery: 'mail' })
      say({ kind: 'good', text: `Lien envoyé à ${email}.` })
    } catch (error) {
      say({ kind: 'bad', text: messageOf(error) })
    }
    setBusy(false)
  }

  return (
    <div className="make">
      <button type="button" className="button button-small" onClick={make} disabled={isBusy}>
        {isBusy ? 'Envoi…' : said?.kind === 'good' ? 'Renvoyer' : 'Envoyer le lien'}
        <span className="visually-hidden"> à {name}</span>
      </button>
      <p role="status" className={said ? `said said-${said.kind}` : 'said'}>
        {said?.text}
      </p>
    </div>
  )
}

'use client'

import { useEffect, useRef, useState } from 'react'

interface CopyLink {
  readonly id: string
  readonly email: string
  readonly link: string
}

/** A link that is shown once, to be copied: by a button where scripts run, by hand elsewhere. */
export function CopyLink({ id, email, link }: CopyLink) {
  const field = useRef<HTMLInputElement>(null)
  const [hasScripts, tell] = useState(false)
  const [isCopied, copied] = useState(false)
  useEffect(() => {
    tell(true)
    field.current?.focus()
    field.current?.select()
  }, [])
  const copy = async () => {
    field.current?.select()
    await navigator.clipboard.writeText(link).catch(() => document.execCommand('copy'))
    copied(true)
  }
  return (
    <div className="copy">
      <label htmlFor={id}>
        Lien d’invitation pour <strong>{email}</strong>
      </label>
      <div className="copy-row">
        <input id={id} ref={field} value={link} readOnly spellCheck={false} />
        {hasScripts && (
          <button type="button" className="button button-primary" onClick={copy}>
            {isCopied ? 'Copié' : 'Copier'}
          </button>
        )}
      </div>
      <p className="hint" aria-live="polite">
        {isCopied
          ? 'Le lien est dans le presse-papiers.'
          : 'Il n’est montré qu’une fois : seule son empreinte est gardée.'}
      </p>
    </div>
  )
}

import { useId, useState } from 'react'
import { t } from '../../texts/index.ts'

/** A link that is shown once, and copied with one click. */
export function LinkToCopy({ url }: { readonly url: string }) {
  const id = useId()
  const [isCopied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(url).catch(() => undefined)
    setCopied(true)
  }
  return (
    <div className="field">
      <label htmlFor={id}>{t.invite.link}</label>
      <div className="with-button">
        <input
          id={id}
          value={url}
          readOnly
          onFocus={(event) => event.target.select()}
          aria-describedby={`${id}-hint`}
        />
        <button type="button" className="in-field" onClick={copy}>
          {isCopied ? t.invite.copied : t.invite.copy}
        </button>
      </div>
      <p className="hint" id={`${id}-hint`}>
        {t.invite.once}
      </p>
    </div>
  )
}

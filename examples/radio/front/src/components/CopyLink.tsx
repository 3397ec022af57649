import { useId, useRef, useState } from 'react'
import { showMoment, texts } from '../lib/language.ts'

interface Props {
  readonly url: string
  /** ISO 8601. */
  readonly expiresAt: string
}

/** A link that is shown once, with a button that copies it. */
export function CopyLink({ url, expiresAt }: Props) {
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const [outcome, setOutcome] = useState<'copied' | 'failed' | null>(null)
  const copy = async () => {
    input.current?.select()
    await navigator.clipboard.writeText(url).then(
      () => setOutcome('copied'),
      () => setOutcome('failed'),
    )
  }
  return (
    <div className="field link">
      <label htmlFor={id}>{texts.link.label}</label>
      <div className="with-button">
        <input ref={input} id={id} value={url} readOnly onFocus={(event) => event.target.select()} />
        <button type="button" className={outcome === 'copied' ? 'done' : ''} onClick={copy}>
          {outcome === 'copied' ? texts.link.copied : texts.link.copy}
        </button>
      </div>
      <p className="hint">{texts.link.expires(showMoment(expiresAt))}</p>
      <p className="hint" role="status">
        {outcome === 'copied' && <span className="visually-hidden">{texts.link.copiedSay}</span>}
        {outcome === 'failed' && texts.link.failed}
      </p>
    </div>
  )
}

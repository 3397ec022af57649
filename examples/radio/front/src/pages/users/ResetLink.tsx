import { useEffect, useState } from 'react'
import { CopyLink } from '../../components/CopyLink.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { Notice } from '../../components/Notice.tsx'
import { api, type Person } from '../../lib/api.ts'
import { texts } from '../../lib/language.ts'
import { useSend } from '../../lib/use-send.ts'
import { nameOf } from './UserTable.tsx'

/** A link for somebody who cannot get one by mail. It is made by a click, for making it ends the one before. */
export function ResetLink({ person, onClose }: { readonly person: Person; readonly onClose: () => void }) {
  const { run, error } = useSend(() => api.generateResetToken(person.id))
  const [made, setMade] = useState<{ readonly url: string; readonly expiresAt: string } | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, for the click that opened it; a second run is none.
  useEffect(() => {
    void run(undefined).then((done) => {
      if (!done) return
      const { reset_token, expires_at } = done.answer
      const query = new URLSearchParams({ token: reset_token })
      setMade({ url: `${location.origin}/reset-password?${query}`, expiresAt: expires_at })
    })
  }, [])
  return (
    <Dialog title={texts.users.resetTitle(nameOf(person))} onClose={onClose}>
      {error && <Notice kind="error">{error.message}</Notice>}
      {made && <p>{texts.users.resetText}</p>}
      {made && <CopyLink {...made} />}
      {!made && !error && (
        <div className="skeleton" role="status">
          <span className="visually-hidden">{texts.loading}</span>
        </div>
      )}
      <footer>
        <button type="button" className="primary" onClick={onClose}>
          {texts.close}
        </button>
      </footer>
    </Dialog>
  )
}

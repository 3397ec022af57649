'use client'

import { AuthPage } from '../components/auth-page.tsx'

export default function Failed({ reset }: { readonly reset: () => void }) {
  return (
    <AuthPage title="Une panne, de notre côté">
      <div className="notice notice-error" role="alert">
        <p className="notice-title">Réessayez dans un instant.</p>
        <p>Rien de ce que vous avez envoyé n’a été perdu à moitié : c’est fait, ou ce ne l’est pas.</p>
      </div>
      <button type="button" className="button button-primary button-wide" onClick={reset}>
        Réessayer
      </button>
    </AuthPage>
  )
}

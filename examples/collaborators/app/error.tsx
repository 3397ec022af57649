'use client'

import { Door } from '../components/door.tsx'

/** Most often Airtable does not answer: the page says so, and is asked for again. */
export default function ErrorPage() {
  return (
    <Door>
      <h1>Réessayez dans un instant</h1>
      <p className="lead">Le service est momentanément indisponible : réessayez dans un instant.</p>
      <button type="button" className="button" onClick={() => window.location.reload()}>
        Réessayer
      </button>
    </Door>
  )
}

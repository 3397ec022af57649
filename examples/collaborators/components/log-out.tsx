'use client'

import { useRouter } from 'next/navigation'
import { client } from './client.ts'

/** Ends the session, and leads to the log-in. */
export function LogOut() {
  const router = useRouter()
  const leave = async () => {
    await client.sessions.logout().catch(() => undefined)
    router.replace('/login')
    router.refresh()
  }
  return (
    <button type="button" className="button button-quiet" onClick={leave}>
      Se déconnecter
    </button>
  )
}

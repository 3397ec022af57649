import { useEffect, useState } from 'react'

export type Kind = 'invited' | 'opened' | 'accepted' | 'refused' | 'suspended' | 'reactivated'

export interface SecurityEvent {
  readonly id: number
  readonly at: string
  readonly kind: Kind
  readonly reason: string | null
  readonly scope: string | null
  readonly role: string | null
  readonly subject: string | null
  readonly about: string | null
  readonly actor: string | null
  readonly actorName: string | null
}

interface Counted {
  readonly since: string
  readonly counters: Readonly<Record<Kind, number>>
}

const KEPT = 500

/** What the server sends as it happens, newest first. The browser connects again by itself while it is let in. */
export function useSecurityStream() {
  const [status, setStatus] = useState<'connecting' | 'live' | 'ended'>('connecting')
  const [events, setEvents] = useState<readonly SecurityEvent[]>([])
  const [counted, setCounted] = useState<Counted | null>(null)
  useEffect(() => {
    const source = new EventSource('/api/security/events')
    source.addEventListener('open', () => setStatus('live'))
    source.addEventListener('error', () => setStatus(source.readyState === source.CLOSED ? 'ended' : 'connecting'))
    source.addEventListener('counters', ({ data }) => setCounted(JSON.parse(data)))
    source.addEventListener('security', ({ data }) => {
      const event = JSON.parse(data) as SecurityEvent
      setEvents((before) => [event, ...before.filter(({ id }) => id !== event.id)].slice(0, KEPT))
    })
    return () => source.close()
  }, [])
  return { status, events, counted }
}

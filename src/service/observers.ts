import type { AuditEvent, Json } from '../domain/records.ts'
import { type EventView, eventView } from './views.ts'

/** What `service.on` gets: an event that was committed, or an observation that was not (a refusal, a failed log-in). Never a secret. */
export interface ServiceEvent extends Omit<EventView, 'id'> {
  /** False for an observation. */
  readonly committed: boolean
}

/** What `service.on` calls. What it throws is lost: a listener has its own error handling. */
export type Listener = (event: ServiceEvent) => void | Promise<void>

/** Listeners by type; one that throws, rejects or hangs changes nothing. */
export function createObservers() {
  // Each registration is its own: one function given twice is heard twice, and ended once each.
  const listeners = new Map<string, Set<{ readonly listener: Listener }>>()
  const emit = (event: ServiceEvent): void => {
    for (const { listener } of [...(listeners.get(event.type) ?? []), ...(listeners.get('*') ?? [])])
      void call(listener, event)
  }
  return {
    emit,
    emitCommitted: (row: AuditEvent) => {
      if (listeners.size === 0) return
      const { id: _, ...event } = eventView(row)
      emit({ ...event, committed: true })
    },
    observe: (type: string, at: number, data: Json = {}, subject: string | null = null) =>
      emit({ type, subject, actor: null, scope: null, data, at: new Date(at), committed: false }),
    on: (type: string, listener: Listener): (() => void) => {
      const registration = { listener }
      if (typeof listener !== 'function') throw new TypeError('"listener" must be a function')
      const set = listeners.get(type) ?? new Set()
      listeners.set(type, set.add(registration))
      return () => void set.delete(registration)
    },
  }
}

async function call(listener: Listener, event: ServiceEvent): Promise<void> {
  try {
    await listener(event)
  } catch {
    // The commit has happened: what a listener does is its own affair.
  }
}

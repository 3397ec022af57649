import type { Clock } from '../../ports/clock.ts'
import type { AirtableFault, AirtableFaults } from './fault.ts'
import { lengthOf, offsetOf } from './faults.ts'
import type { Gate } from './gate.ts'
import type { Limiter } from './limiter.ts'
import { type Base, type Circumstances, perform } from './perform.ts'
import { type Answer, answered, refusals } from './refusals.ts'
import type { AirtableRequest } from './request.ts'
import { type RawRequest, route } from './route.ts'

/** What a client gets: an answer, or a connection that ends. */
export type Outcome = Answer | 'reset' | 'timeout'

export interface Handler {
  readonly requests: readonly AirtableRequest[]
  handle(raw: RawRequest): Promise<Outcome>
  /** Does the late writes that are due. */
  settle(): void
}

interface Parts {
  readonly base: Base
  readonly clock: Clock
  readonly wait: (milliseconds: number) => Promise<void>
  readonly gate: Gate
  readonly limiter: Limiter
  readonly faults: AirtableFaults & { readonly take: (request: AirtableRequest) => AirtableFault | null }
}

const calm = { stale: { writes: 0, within: 0 }, hidden: 0, gap: 0 }

export function createHandler({ base, clock, wait, gate, limiter, faults }: Parts): Handler {
  const requests: AirtableRequest[] = []
  let late: readonly { readonly at: number; readonly apply: () => void }[] = []

  const settle = (): void => {
    const now = clock.now()
    const due = late.filter(({ at }) => at <= now).toSorted((a, b) => a.at - b.at)
    late = late.filter(({ at }) => at > now)
    for (const { apply } of due) apply()
  }

  const suffer = async (
    fault: AirtableFault,
    asked: AirtableRequest,
    apply: (how: Circumstances) => Answer,
  ): Promise<Outcome> => {
    if (fault.kind === 'latency' && fault.before) await wait(lengthOf(fault.before))
    settle()
    const at = clock.now()
    const now = (): Answer => apply({ ...calm, ...troublesOf(fault), at })
    switch (fault.kind) {
      case 'rate_limited':
        limiter.silence(at)
        return refusals.rateLimited
      case 'server_error':
        if (fault.applied) now()
        return errorOf(fault)
      case 'reset':
        if (fault.applied) now()
        return 'reset'
      case 'timeout':
        if (fault.applied) now()
        await wait(lengthOf(fault.after ?? '15s'))
        return 'timeout'
      case 'late_apply': {
        const then = at + lengthOf(fault.after)
        late = [...late, { at: then, apply: () => void apply({ ...calm, at: then }) }]
        return 'reset'
      }
      case 'double_apply': {
        const first = now()
        now()
        return first
      }
      case 'latency': {
        const answer = now()
        if (fault.after) await wait(lengthOf(fault.after))
        return answer
      }
      case 'lost_iterator':
        base.iterators.lose(offsetOf(asked))
        return now()
      default:
        return now()
    }
  }

  return {
    requests,
    settle,
    handle: async (raw) => {
      settle()
      const at = clock.now()
      const { base: asked, ...request } = route(raw, at)
      const table = request.table && (base.store.find(request.table)?.name ?? request.table)
      const refused = gate.refusal(raw, request.operation, asked, at)
      const fault = refused ? null : faults.take({ ...request, table })
      const logged = { ...request, table, fault: fault?.kind ?? null }
      const place = requests.push(logged) - 1
      const apply = (how: Circumstances): Answer => answered(() => perform(base, request, how))
      const outcome = refused ?? (fault ? await suffer(fault, request, apply) : apply({ ...calm, at }))
      requests[place] = { ...logged, status: typeof outcome === 'string' ? null : outcome.status }
      return outcome
    },
  }
}

/** The faults that only change how a request is done. */
function troublesOf(fault: AirtableFault): Partial<Circumstances> {
  if (fault.kind === 'number_gap') return { gap: fault.size }
  if (fault.kind === 'late_visible') return { hidden: lengthOf(fault.after) }
  if (fault.kind !== 'stale_read') return {}
  return { stale: { writes: fault.writes, within: lengthOf(fault.within ?? '30s') } }
}

function errorOf({ status, retryAfter }: AirtableFault & { readonly kind: 'server_error' }): Answer {
  if (status === 500) return refusals.serverError
  if (status === 502) return refusals.badGateway
  return refusals.unavailable(retryAfter ? Math.ceil(lengthOf(retryAfter) / 1000) : null)
}

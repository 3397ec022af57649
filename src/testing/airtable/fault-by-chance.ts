import type { Duration } from '../../domain/duration.ts'
import type { Chance } from './chance.ts'
import type { AirtableFault } from './fault.ts'

/** How long things last at most, in milliseconds. */
interface Longest {
  readonly latest: number
  readonly hidden: number
}

/** A fault of this kind, the rest of it by chance. */
export function faultBy(chance: Chance, kind: AirtableFault['kind'], { latest, hidden }: Longest): AirtableFault {
  const applied = chance.happens(0.5)
  const upTo = (most: number): Duration => ({ seconds: (1 + chance.below(Math.max(1, Math.floor(most / 125)))) / 8 })
  const faults: { readonly [K in AirtableFault['kind']]: () => AirtableFault } = {
    rate_limited: () => ({ kind: 'rate_limited' }),
    server_error: () => ({ kind: 'server_error', status: ([500, 502, 503] as const)[chance.below(3)] ?? 500, applied }),
    reset: () => ({ kind: 'reset', applied }),
    timeout: () => ({ kind: 'timeout', applied }),
    late_apply: () => ({ kind: 'late_apply', after: upTo(latest) }),
    double_apply: () => ({ kind: 'double_apply' }),
    latency: () => ({ kind: 'latency', before: upTo(3000), after: upTo(3000) }),
    stale_read: () => ({ kind: 'stale_read', writes: 1 + chance.below(3), within: upTo(hidden) }),
    late_visible: () => ({ kind: 'late_visible', after: upTo(hidden) }),
    number_gap: () => ({ kind: 'number_gap', size: 1 + chance.below(3) }),
    lost_iterator: () => ({ kind: 'lost_iterator' }),
  }
  return faults[kind]()
}

import type { Duration } from '../../domain/duration.ts'
import type { AirtableRequest } from './request.ts'

/**
 * What can go wrong with one request. `applied` says whether the base had changed before the answer was lost.
 *
 * - `rate_limited`: 429, not executed, and 30 seconds of silence for everybody
 * - `server_error`: 500 and 503 with JSON, 502 with a page of HTML; 503 may say `retryAfter`
 * - `reset`: the connection ends without an answer
 * - `timeout`: no answer comes; the connection ends `after` that long (15 seconds)
 * - `late_apply`: the connection ends, and the write takes effect only `after` that long
 * - `double_apply`: something on the way sent the write twice
 * - `latency`: it waits `before` it takes effect, or its answer does `after` that
 * - `stale_read`: the last `writes` are not seen yet, of those of the last 30 seconds (`within`)
 * - `late_visible`: reads show the rows that it makes only `after` that long, and later rows before them
 * - `number_gap`: `size` numbers of the autoNumber fields are lost before it
 * - `lost_iterator`: the listing that it goes on with is gone
 */
export type AirtableFault =
  | { readonly kind: 'rate_limited' }
  | {
      /** An answer that says that something broke. */
      readonly kind: 'server_error'
      /** What is answered. */
      readonly status: 500 | 502 | 503
      /** Whether the base had changed: not, where nothing is said. */
      readonly applied?: boolean
      /** The header `Retry-After`, in whole seconds. */
      readonly retryAfter?: Duration
    }
  | { readonly kind: 'reset'; readonly applied: boolean }
  | { readonly kind: 'timeout'; readonly applied: boolean; readonly after?: Duration }
  | { readonly kind: 'late_apply'; readonly after: Duration }
  | { readonly kind: 'double_apply' }
  | { readonly kind: 'latency'; readonly before?: Duration; readonly after?: Duration }
  | { readonly kind: 'stale_read'; readonly writes: number; readonly within?: Duration }
  | { readonly kind: 'late_visible'; readonly after: Duration }
  | { readonly kind: 'number_gap'; readonly size: number }
  | { readonly kind: 'lost_iterator' }

/** Faults by chance that comes again. */
export interface AirtableFaultSchedule {
  /** The same seed and the same requests give the same faults. */
  readonly seed: number
  /** How many of the requests suffer one: from 0 to 1. */
  readonly rate: number
  /** Which ones: all of them where nothing is said. */
  readonly kinds?: readonly AirtableFault['kind'][]
  /** How late a write takes effect at most: 30 seconds where nothing is said. */
  readonly latest?: Duration
  /** How long a row or a write stays unseen at most: 30 seconds where nothing is said. */
  readonly hidden?: Duration
}

/** What is to go wrong. */
export interface AirtableFaults {
  /**
   * The next `count` requests suffer this fault: of those that can (only a write is applied late, only a read is stale) and,
   * where `where` is given, of those for which it says yes. What is scripted goes before what is scheduled.
   */
  next(count: number, fault: AirtableFault, where?: (request: AirtableRequest) => boolean): void
  /** From now on faults happen by chance; a second schedule takes the place of the first. */
  schedule(schedule: AirtableFaultSchedule): void
  /** Nothing goes wrong any more. What is under way stays so: a late write still takes effect when it is due. */
  clear(): void
}

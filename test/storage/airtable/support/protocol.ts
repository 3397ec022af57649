import type { Duration } from '../../../../src/index.ts'
import type { AirtableTable } from '../../../../src/testing/airtable/table.ts'
import type { TestBase } from './base.ts'
import type { Told } from './fault-race.ts'

/** One process that wants to redeem the link. */
export interface Redeemer {
  readonly name: string
  redeem(): Promise<Told>
  /** What it says later of what it was told nothing certain about. */
  resolve(): Promise<'committed' | 'lost' | 'open'>
  /** Whether it sees what a process sees that starts now. */
  agrees(): Promise<boolean>
  /** It dies after that many more requests: the last is sent, and nobody waits for its answer. */
  dieAfter(requests: number): void
  /** Resolves when it has died. */
  readonly dead: Promise<'killed'>
}

/** A way to make sure that a link is redeemed once, on a base that promises little. */
export interface Protocol {
  readonly tables: readonly AirtableTable[]
  /** How long rows stay unseen at most: 40 seconds, as assumed, where nothing is said. */
  readonly hidden?: Duration
  open(test: TestBase, clients: number): Promise<readonly Redeemer[]>
  /** The names of those whose redemption took effect, as a process sees it that starts when all is over. */
  winners(test: TestBase): Promise<readonly string[]>
}

/** A `fetch` of a process that may die. */
export function mortal(fetch: typeof globalThis.fetch) {
  const { promise: dead, resolve } = Promise.withResolvers<'killed'>()
  let left = Number.POSITIVE_INFINITY
  const sent: typeof globalThis.fetch = (input, init) => {
    if (left < 0) return new Promise(() => undefined)
    const isLast = left-- === 0
    const answer = fetch(input, init)
    if (!isLast) return answer
    answer.catch(() => undefined)
    resolve('killed')
    return new Promise(() => undefined)
  }
  return {
    fetch: sent,
    dead,
    dieAfter: (requests: number) => {
      left = requests
    },
  }
}

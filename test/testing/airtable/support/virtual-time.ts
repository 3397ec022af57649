import type { Clock } from '../../../../src/index.ts'

/** Time that passes only while everybody waits: for many clients at once, without sleeping. */
export interface VirtualTime extends Clock {
  /** Waits; of those who wait, the first that is due goes on. */
  readonly wait: (milliseconds: number) => Promise<void>
  /** Lets time pass until the work is done. */
  run<T>(work: Promise<T>): Promise<T>
}

export function virtualTime(start = Date.UTC(2026, 0, 1)): VirtualTime {
  let now = start
  let waiting: readonly { readonly at: number; readonly wake: () => void }[] = []
  return {
    now: () => now,
    wait: (milliseconds) =>
      new Promise((wake) => {
        waiting = [...waiting, { at: now + milliseconds, wake }].toSorted((a, b) => a.at - b.at)
      }),
    run: async (work) => {
      let isDone = false
      const done = () => {
        isDone = true
      }
      void work.then(done, done)
      while (!isDone) {
        await new Promise(setImmediate)
        const [next, ...others] = waiting
        waiting = others
        now = next?.at ?? now
        next?.wake()
      }
      return work
    },
  }
}

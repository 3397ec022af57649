/** A time that passes only when there is nothing else to do: an hour of pauses and latency takes a moment. */
export interface VirtualTime {
  readonly clock: { now(): number }
  /** Calls back when that much has passed; what it returns prevents that. */
  readonly after: (milliseconds: number, then: () => void) => () => void
  readonly wait: (milliseconds: number) => Promise<void>
}

interface Timer {
  readonly at: number
  readonly then: () => void
}

/** One turn of the event loop, in which everything that was answered goes on. */
const turn = (): Promise<void> => new Promise((done) => setImmediate(done))

export function virtualTime(start = Date.UTC(2026, 0, 1)): VirtualTime {
  let now = start
  let isRunning = false
  const timers = new Set<Timer>()

  async function run(): Promise<void> {
    while (timers.size > 0) {
      await turn()
      const next = [...timers].reduce<Timer | null>((first, one) => (first && first.at <= one.at ? first : one), null)
      if (next === null) break
      timers.delete(next)
      now = Math.max(now, next.at)
      next.then()
    }
    isRunning = false
  }

  const after: VirtualTime['after'] = (milliseconds, then) => {
    const timer = { at: now + Math.max(0, milliseconds), then }
    timers.add(timer)
    if (!isRunning) {
      isRunning = true
      void run()
    }
    return () => timers.delete(timer)
  }

  return {
    clock: { now: () => now },
    after,
    wait: (milliseconds) => new Promise((done) => after(milliseconds, done)),
  }
}

/** How the adapter knows the time, and waits: that of the machine, unless a test has its own. */
export interface Time {
  /** Milliseconds since 1970-01-01 UTC. */
  now(): number
  /** Calls `then` after that many milliseconds; what it returns prevents that. */
  after(milliseconds: number, then: () => void): () => void
  /** From 0 to 1: so that those who failed together do not come back together. */
  random(): number
}

export const machineTime: Time = {
  now: () => Date.now(),
  after(milliseconds, then) {
    const timer = setTimeout(then, milliseconds)
    return () => clearTimeout(timer)
  },
  random: () => Math.random(),
}

export const wait = (time: Time, milliseconds: number): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>()
  time.after(milliseconds, resolve)
  return promise
}

const PAUSE = 250 // milliseconds before the first repetition
const LONGEST = 4000

/** Waits before something is done again, longer each time; false where there is no time for that. */
export async function pause(time: Time, tries: number, deadline: number): Promise<boolean> {
  const milliseconds = Math.min(LONGEST, PAUSE * 2 ** tries) * (1 + time.random())
  if (time.now() + milliseconds > deadline) return false
  await wait(time, milliseconds)
  return true
}

import { InviteError } from '../../../src/index.ts'

const PATIENCE = 2000 // milliseconds in which a busy engine is asked again

/** Whether to ask again: waits a little longer each time, by chance, so that those who met do not meet again. */
export function createPatience() {
  const until = Date.now() + PATIENCE
  let tries = 0
  return async (): Promise<boolean> => {
    if (Date.now() >= until) return false
    const milliseconds = Math.random() * 10 * 2 ** Math.min(tries++, 6)
    await new Promise((done) => setTimeout(done, milliseconds))
    return true
  }
}

export const busy = (): InviteError => new InviteError('busy', { retryAfterSeconds: 1 })

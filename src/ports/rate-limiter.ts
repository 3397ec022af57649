/**
 * Counts attempts in a store that all processes of the host share. Keys are made of an action and an account's id or a
 * client's address, never of text that a caller chose.
 */
export interface RateLimiter {
  /** Counts one attempt, atomically. `retryAfter` is in seconds, null when the attempt is allowed. */
  consume(action: string, key: string): Promise<{ readonly retryAfter: number | null }>
  /** Forgets what was counted: an account's own counter after a success. */
  reset(action: string, key: string): Promise<void>
}

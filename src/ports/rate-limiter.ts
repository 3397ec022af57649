import type { Count } from '../domain/limits.ts'

/**
 * Counters that all processes of the host share. What the figures are and what follows from them is the library's affair:
 * a limiter counts. Keys are texts of at most 100 ASCII characters, made of the name of a limit and a hash.
 *
 * A verb that throws, or has not answered within a second, has failed: what could be a guess or would send a mail is then
 * refused (`limiter_down`), and everything else goes on.
 */
export interface RateLimiter {
  /**
   * Adds `points` to a counter, atomically: of callers at the same moment each gets another count. The first point of a
   * counter, or the first after it lapsed, begins its window of `windowMs` milliseconds; later ones leave it as it is.
   */
  hit(key: string, points: number, windowMs: number): Count | Promise<Count>
  /** What a counter has counted; null when there is none, or it has lapsed. */
  peek(key: string): Count | null | Promise<Count | null>
  /** Ends a counter. One that is not there is no error. */
  forget(key: string): void | Promise<void>
}

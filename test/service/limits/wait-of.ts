import { InviteError } from '../../../src/index.ts'

/** The code of the refusal that a promise ends in, and the seconds that it says to wait. */
export async function waitOf(
  promise: Promise<unknown>,
): Promise<{ readonly code: string | null; readonly wait: number | null }> {
  try {
    await promise
    return { code: null, wait: null }
  } catch (error) {
    if (error instanceof InviteError) return { code: error.code, wait: error.params.retryAfterSeconds ?? null }
    throw error
  }
}

import { type Code, InviteError } from '../domain/errors.ts'
import type { Context } from './context.ts'
import { client, type RequestOptions } from './limits.ts'

const unknown: ReadonlySet<Code> = new Set(['invitation_not_found', 'link_not_found'])

/**
 * Does what a link or a refresh token asks for. Only one that nobody made counts, by the client's address: many people
 * behind one address open their links as they like. Once it is too much the next are not looked up, and one that was
 * looked up meanwhile is answered as the others.
 */
export async function countUnknownTokens<A>(
  { limits }: Context,
  { from }: RequestOptions | undefined = {},
  work: () => Promise<A>,
  isUnknown: (error: InviteError) => boolean = ({ code }) => unknown.has(code),
): Promise<A> {
  if (limits === null || from == null) return work()
  try {
    await limits.refuseFull('token', client(from))
  } catch (error) {
    // A limiter that is down keeps nobody from a link that is right: one that is wrong is refused below.
    if (!(error instanceof InviteError) || error.code !== 'limiter_down') throw error
  }
  try {
    return await work()
  } catch (error) {
    if (error instanceof InviteError && isUnknown(error)) await limits.take('token', client(from))
    throw error
  }
}

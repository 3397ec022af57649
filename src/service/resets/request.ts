import * as z from 'zod/mini'
import { requestReset as requestRule } from '../../domain/rules/reset-password.ts'
import type { Context } from '../context.ts'
import { decide } from '../decide.ts'
import * as input from '../input.ts'
import { client, type RequestOptions } from '../limits.ts'

export const requestResetInput = z.strictObject({ email: input.email, locale: z.optional(z.nullable(input.locale)) })

/** Who forgot a password. */
export interface RequestResetInput {
  /** What was typed. Whether somebody has this address is found out when the mail is sent, not before. */
  readonly email: string
  /** The language of the mail. */
  readonly locale?: 'en' | 'fr' | null
}

/** Somebody forgot a password. The answer and the work are the same for every well-formed address. */
export async function request(
  context: Context,
  value: RequestResetInput,
  { from }: RequestOptions = {},
): Promise<void> {
  const { email, locale = null } = input.parse(requestResetInput, value)
  if (from != null) await context.limits?.take('forgot', client(from))
  if (!(await isMailed(context, email))) return
  return decide(context, {
    read: async () => null,
    rule: (_, moment) => requestRule({ email, locale }, moment),
    view: () => undefined,
  })
}

/**
 * Whether a mail is due, or the mailbox has had enough; the caller is told nothing of it. However often strangers ask, a
 * mail goes for each lifetime of a link: there is always one in the mailbox that works, and nobody is locked out.
 */
async function isMailed({ limits }: Context, email: string): Promise<boolean> {
  if (limits === null) return true
  const mailbox = { key: [email] }
  if (await limits.exceeds('forgotMailbox', mailbox)) return false
  return !(await limits.exceeds('forgotDay', mailbox)) || !(await limits.exceeds('forgotSpare', mailbox))
}

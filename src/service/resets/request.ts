import { requestReset as requestRule } from '../../domain/rules/reset-password.ts'
import type { Context } from '../context.ts'
import { decide } from '../decide.ts'
import * as input from '../input.ts'

const { z } = input

export const requestResetInput = z.strictObject({ email: input.email, locale: z.optional(z.nullable(input.locale)) })

/** Who forgot a password. */
export interface RequestResetInput {
  /** What was typed. Whether somebody has this address is found out when the mail is sent, not before. */
  readonly email: string
  /** The language of the mail. */
  readonly locale?: 'en' | 'fr' | null
}

/** Somebody forgot a password. The answer and the work are the same for every well-formed address. */
export async function request(context: Context, value: RequestResetInput): Promise<void> {
  const { email, locale = null } = input.parse(requestResetInput, value)
  return decide(context, {
    read: async () => null,
    rule: (_, moment) => requestRule({ email, locale }, moment),
    view: () => undefined,
  })
}

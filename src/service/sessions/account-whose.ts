import * as z from 'zod/mini'
import { type Actor, accountOf } from '../../domain/actor.ts'
import { invalidField } from '../../domain/invalid-field.ts'
import * as input from '../input.ts'

export const sessionsInput = z.strictObject({ accountId: z.optional(input.id) })

/** Whose sessions are meant: the named account's, or one's own. The system has none. */
export function accountWhose(actor: Actor, value: unknown): string {
  const accountId = input.parse(sessionsInput, value).accountId ?? accountOf(actor)
  if (accountId === null) throw invalidField('accountId', 'required')
  return accountId
}

import { InviteError } from '../../domain/errors.ts'
import type { Invitation } from '../../domain/records.ts'
import type { Context } from '../context.ts'
import { loadOne } from '../decide.ts'
import { managePlan } from '../plans.ts'

/** An invitation by its id, for a caller whose right to it has been settled. */
export async function findInvitation(context: Context, id: string): Promise<Invitation> {
  const { invitation } = await loadOne(context, managePlan, { id, actor: null })
  if (invitation === null) throw new InviteError('invitation_not_found')
  return invitation
}

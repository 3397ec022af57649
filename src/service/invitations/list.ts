import type { Actor } from '../../domain/actor.ts'
import type { InvitationState } from '../../domain/lifecycles.ts'
import type { Query } from '../../ports/storage.ts'
import { actorOf } from '../actor-input.ts'
import { authorizeIn } from '../authorize-in.ts'
import type { Context } from '../context.ts'
import * as input from '../input.ts'
import { type Page, pageOf } from '../page.ts'
import { type InvitationView, invitationView, nameOf } from '../views.ts'

const { z } = input

export const listInvitationsInput = z.strictObject({
  scope: z.optional(input.scope),
  status: z.optional(z.enum(['pending', 'expired', 'exhausted', 'accepted', 'declined', 'revoked'])),
  ...input.page,
})

/** Which invitations, and which page of them. */
export interface ListInvitationsInput {
  /** Only those of one scope; without one, all, for who may see the whole system. */
  readonly scope?: string
  /** Only those in one state, `expired` and `exhausted` among them. A page may then be shorter than its limit. */
  readonly status?: InvitationState
  /** The `next` of the page before; the first page when left out. */
  readonly after?: string
  /** Invitations on a page, 1 to 100; 50 when left out. */
  readonly limit?: number
}

/** An invitation in a list. */
export interface ListedInvitation extends InvitationView {
  /** What the inviter is called; null for the system. */
  readonly inviter: { readonly name: string } | null
}

const beside = { inviter: { record: 'account', by: { id: { of: 'row', field: 'createdBy' } } } } as const

/** A page of invitations, newest first. */
export async function list(
  context: Context,
  value: ListInvitationsInput,
  options: { readonly actor: Actor },
): Promise<Page<ListedInvitation>> {
  const { scope, status, after, limit } = input.parse(listInvitationsInput, value)
  await authorizeIn(context, actorOf(options), scope ?? '*', 'view')
  const now = context.clock.now()
  const where = { ...(scope === undefined ? {} : { scope }), ...(status === undefined ? {} : stateFilter(status, now)) }
  const rows = await context.storage.list({ record: 'invitation', where, with: beside, after: after ?? null, limit })
  const page = pageOf(rows, limit, ({ row, inviter }) => {
    const name = nameOf(inviter)
    return { ...invitationView(row, now), inviter: name === null ? null : { name } }
  })
  // What the store cannot tell by an index, a full link, is told here.
  return status === 'pending' || status === 'exhausted'
    ? { ...page, items: page.items.filter((item) => item.status === status) }
    : page
}

function stateFilter(status: InvitationState, now: number): Query<'invitation'>['where'] {
  if (status === 'pending') return { status, expiresAt: { gt: now } }
  if (status === 'expired') return { status: 'pending', expiresAt: { atMost: now } }
  return { status: status === 'exhausted' ? 'pending' : status }
}

import * as z from 'zod/mini'
import type { Actor } from '../../domain/actor.ts'
import type { InvitationState } from '../../domain/lifecycles.ts'
import type { Invitation } from '../../domain/records.ts'
import { actorOf } from '../actor-input.ts'
import { authorizedPage } from '../authorized-page.ts'
import type { Context } from '../context.ts'
import { filteredPage } from '../filtered-page.ts'
import * as input from '../input.ts'
import { type Page, pageOf } from '../page.ts'
import { type InvitationView, invitationView, nameFields, nameOf } from '../views.ts'

export const listInvitationsInput = z.strictObject({
  scope: z.optional(input.scope),
  status: z.optional(z.enum(['pending', 'expired', 'exhausted', 'accepted', 'declined', 'revoked'])),
  ...input.page,
})

/** Which invitations, and which page of them. */
export interface ListInvitationsInput {
  /** Only those of one scope; without one, all, for who may see the whole system. */
  readonly scope?: string
  /** Only those in one state, `expired` and `exhausted` among them. A page may then be shorter than its limit, or empty before the last: `next` says whether there is more. */
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

const beside = {
  inviter: {
    record: 'account',
    by: { id: { of: 'row', field: 'createdBy' } },
    fields: nameFields,
  },
} as const

/** A page of invitations, newest first. */
export async function list(
  context: Context,
  value: ListInvitationsInput,
  options: { readonly actor: Actor },
): Promise<Page<ListedInvitation>> {
  const { scope, status, after = null, limit } = input.parse(listInvitationsInput, value)
  const asking = { actor: actorOf(options), scope: scope ?? '*', verb: 'view' } as const
  const now = context.clock.now()
  const where = { ...(scope === undefined ? {} : { scope }), ...(status && { status: storedStatus(status) }) }
  const read = async (from: string | null): Promise<Page<ListedInvitation>> => {
    const rows = await authorizedPage(context, asking, {
      record: 'invitation',
      where,
      with: beside,
      after: from,
      limit,
    })
    return pageOf(rows, limit, ({ row, inviter }) => {
      const name = nameOf(inviter)
      return Object.assign(invitationView(row, now), { inviter: name === null ? null : { name } })
    })
  }
  return filteredPage(read, (item) => status === undefined || item.status === status, after)
}

/** What is computed from time and seats is stored as pending, and told apart here: an index in the order of the pages cannot. */
const storedStatus = (status: InvitationState): Invitation['status'] =>
  status === 'expired' || status === 'exhausted' ? 'pending' : status

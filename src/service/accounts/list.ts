import * as z from 'zod/mini'
import type { Actor } from '../../domain/actor.ts'
import type { Account, Membership } from '../../domain/records.ts'
import { actorOf } from '../actor-input.ts'
import { authorizedPage } from '../authorized-page.ts'
import type { Context } from '../context.ts'
import { filteredPage } from '../filtered-page.ts'
import * as input from '../input.ts'
import { type Page, pageOf } from '../page.ts'
import { type AccountView, accountView, type MembershipView, membershipView } from '../views.ts'

export const listAccountsInput = z.strictObject({
  scope: z.optional(input.scope),
  status: z.optional(z.enum(['invited', 'active', 'suspended'])),
  ...input.page,
})

/** Which accounts, and which page of them. */
export interface ListAccountsInput {
  /** The members of one scope; without one, every account, with its membership in the whole system. */
  readonly scope?: string
  /** Only accounts in this state. A page of one scope may then be shorter than its limit, or empty before the last: `next` says whether there is more. */
  readonly status?: Account['status']
  /** The `next` of the page before; the first page when left out. */
  readonly after?: string
  /** Accounts on a page, 1 to 100; 50 when left out. */
  readonly limit?: number
}

/** An account in a list, with its membership in the scope that was asked for. */
export interface ListedAccount extends AccountView {
  /** Null for somebody who holds nothing in the whole system. */
  readonly membership: MembershipView | null
}

const withMembership = {
  membership: { record: 'membership', by: { accountId: { of: 'row', field: 'id' }, scope: { fixed: '*' } } },
} as const
const withAccount = { account: { record: 'account', by: { id: { of: 'row', field: 'accountId' } } } } as const

/** A page of accounts, newest first. */
export async function list(
  context: Context,
  value: ListAccountsInput,
  options: { readonly actor: Actor },
): Promise<Page<ListedAccount>> {
  const { scope = '*', status, after = null, limit } = input.parse(listAccountsInput, value)
  const asking = { actor: actorOf(options), scope, verb: 'view' } as const
  const view = (account: Account, membership: Membership | null): ListedAccount => ({
    ...accountView(account),
    membership: membership && membershipView(membership, context.policy.permissions),
  })
  if (scope === '*') {
    const rows = await authorizedPage(context, asking, {
      record: 'account',
      where: status === undefined ? {} : { status },
      with: withMembership,
      after,
      limit,
    })
    return pageOf(rows, limit, ({ row, membership }) => view(row, membership))
  }
  const read = async (from: string | null): Promise<Page<ListedAccount>> => {
    const rows = await authorizedPage(context, asking, {
      record: 'membership',
      where: { scope },
      with: withAccount,
      after: from,
      limit,
    })
    const page = pageOf(rows, limit, ({ row, account }) => account && view(account, row))
    return { ...page, items: page.items.filter((item) => item !== null) }
  }
  // The state of an account is no part of its membership: it is told here.
  return filteredPage(read, (item) => status === undefined || item.status === status, after)
}

import { type Actor, accountOf } from '../domain/actor.ts'
import type { OverSnapshot } from '../domain/authority-over.ts'
import type { Permissions } from '../domain/permissions.ts'
import type { Account, Membership } from '../domain/records.ts'
import { needsWitness, type Witness } from '../domain/witness.ts'
import type { Listing } from '../ports/storage.ts'
import type { Context } from './context.ts'
import { loadOne } from './decide.ts'
import { overPlan } from './plans.ts'

const NONE = {} as const
const MOST = 500 // memberships of one account that a decision looks at

/** Reads an actor, an account, and all memberships of both. */
export async function readOver(context: Context, actor: Actor, target: string): Promise<OverSnapshot> {
  const asking = accountOf(actor)
  const [accounts, actorMemberships, targetMemberships] = await Promise.all([
    loadOne(context, overPlan, { actor: asking, target }),
    membershipsOf(context, asking),
    membershipsOf(context, target),
  ])
  return { ...accounts, actorMemberships, targetMemberships }
}

export async function membershipsOf(context: Context, accountId: string | null): Promise<readonly Membership[]> {
  if (accountId === null) return []
  const { rows } = await context.storage.list({
    record: 'membership',
    where: { accountId },
    with: NONE,
    after: null,
    limit: MOST,
  })
  return rows.map(({ row }) => row)
}

const beside = { account: { record: 'account', by: { id: { of: 'row', field: 'accountId' } } } } as const

/** Looks for somebody else who actively holds each role that must keep one holder. */
export async function findWitnesses(
  context: Context,
  permissions: Permissions,
  target: Account | null,
  memberships: readonly Membership[],
): Promise<readonly Witness[]> {
  const losing = target === null ? [] : needsWitness(permissions, target, memberships)
  const found = await Promise.all(losing.map((lost) => findWitness(context, lost)))
  return found.filter((witness) => witness !== null)
}

async function findWitness(context: Context, { role, scope, accountId }: Membership): Promise<Witness | null> {
  for (let after: string | null = null; ; ) {
    const { rows }: Listing<'membership', typeof beside, typeof NONE> = await context.storage.list({
      record: 'membership',
      where: { scope, role },
      with: beside,
      after,
      limit: 50,
    })
    for (const { row, account } of rows)
      if (row.accountId !== accountId && account?.status === 'active') return { account, membership: row }
    after = rows.at(-1)?.row.id ?? null
    if (after === null) return null
  }
}

import { insert, remove } from '../../domain/change.ts'
import type { Invitation } from '../../domain/records.ts'
import type { Query } from '../../ports/storage.ts'
import { same, times } from '../check.ts'
import { HOUR, invitationRow, NOW, type Trial } from '../trial.ts'
import type { ContractCases } from './contract-cases.ts'

const NONE = {} as const
type Where = Query<'invitation'>['where']

const page = async (t: Trial, where: Where, after: string | null, limit: number): Promise<readonly Invitation[]> => {
  const query = { record: 'invitation', where, with: NONE, after, limit } as const
  return (await t.storage.list<'invitation', typeof NONE>(query)).rows.map(({ row }) => row)
}

const idsOf = (rows: readonly Invitation[]): readonly string[] => rows.map(({ id }) => id)

async function seven(t: Trial): Promise<readonly Invitation[]> {
  const account = await t.account({ email: 'ada@example.com' })
  const rows = times(7, (n) =>
    invitationRow({
      id: t.id(),
      scope: n % 2 ? 'team' : 'club',
      status: n < 4 ? 'pending' : 'revoked',
      accountId: n % 5 ? account : null,
      expiresAt: NOW + n * HOUR,
    }),
  )
  // Not in the order of their keys: a list does not lean on the order of arrival.
  for (const n of [3, 0, 6, 1, 5, 2, 4]) await t.done(rows.slice(n, n + 1).map((row) => insert('invitation', row)))
  return rows
}

/** `list`. */
export const listing: ContractCases = {
  async 'list gives the newest first, by each kind of condition'(t) {
    const rows = await seven(t)
    const wanted: readonly (readonly [Where, (row: Invitation, n: number) => boolean])[] = [
      [{}, () => true],
      [{ scope: 'team' }, ({ scope }) => scope === 'team'],
      [{ scope: 'team', status: 'pending' }, ({ scope, status }) => scope === 'team' && status === 'pending'],
      [{ accountId: null, status: 'revoked' }, (_, n) => n === 5],
      [{ status: 'pending', expiresAt: { gt: NOW + HOUR } }, (_, n) => n > 1 && n < 4],
      [{ status: 'revoked', expiresAt: { atMost: NOW + 5 * HOUR } }, (_, n) => n >= 4 && n <= 5],
      [{ scope: 'nowhere' }, () => false],
    ]
    for (const [where, isIn] of wanted)
      same(await page(t, where, null, 100), rows.filter(isIn).toReversed(), `Where ${JSON.stringify(where)}`)
  },
  async 'list gives every row once, page after page, while rows come and go'(t) {
    const rows = times(23, () => invitationRow({ id: t.id() }))
    await t.done(rows.map((row) => insert('invitation', row)))
    const seen: string[] = []
    let after: string | null = null
    for (const n of [1, 2, 3, 4, 5, 6]) {
      const found: readonly Invitation[] = await page(t, { scope: 'team' }, after, 5)
      seen.push(...idsOf(found))
      after = found.at(-1)?.id ?? after
      await t.done([insert('invitation', invitationRow({ id: t.id() }))])
      // The next page begins where this one ended, though the row is there no more.
      if (n % 2 && after !== null) await t.done([remove('invitation', after, {})])
    }
    same(seen, idsOf(rows).toReversed(), 'The pages')
  },
  async 'list gives no more than its limit, and goes on after a row whose conditions differ'(t) {
    const ids = idsOf(await seven(t))
    same(idsOf(await page(t, {}, null, 3)), [ids[6], ids[5], ids[4]], 'The first three')
    same(idsOf(await page(t, { scope: 'team' }, ids[4] ?? '', 1)), [ids[3]], 'One of a scope, after one of another')
    same(await page(t, {}, ids[0] ?? '', 3), [], 'After the last')
  },
  async 'list looks up rows beside each row'(t) {
    const ada = await t.account({ email: 'ada@example.com' })
    const membership = {
      id: t.id(),
      accountId: ada,
      scope: 'team',
      role: 'owner',
      permissions: ['a'],
      createdAt: NOW,
    }
    const [own, orphan] = [invitationRow({ id: t.id(), createdBy: ada }), invitationRow({ id: t.id() })]
    await t.done([insert('membership', membership), insert('invitation', own), insert('invitation', orphan)])
    const beside = {
      inviter: { record: 'account', by: { id: { of: 'row', field: 'createdBy' } } },
      held: {
        record: 'membership',
        by: { accountId: { of: 'inviter', field: 'id' }, scope: { of: 'row', field: 'scope' } },
      },
    } as const
    const query = { record: 'invitation', where: { scope: 'team' }, with: beside, after: null, limit: 9 } as const
    const found = (await t.storage.list<'invitation', typeof beside>(query)).rows.map(({ row, inviter, held }) => [
      row,
      inviter?.email ?? null,
      held,
    ])
    same(
      found,
      [
        [orphan, null, null],
        [own, 'ada@example.com', membership],
      ],
      'The rows, and those beside them',
    )
  },
  async 'list gives the wanted fields of what is beside a row'(t) {
    const ada = await t.account({ email: 'ada@example.com', profile: { name: 'Ada' } })
    await t.done([insert('invitation', invitationRow({ id: t.id(), createdBy: ada }))])
    const beside = {
      inviter: { record: 'account', by: { id: { of: 'row', field: 'createdBy' } }, fields: ['profile', 'email'] },
      nobody: { record: 'account', by: { id: { of: 'row', field: 'accountId' } }, fields: ['email'] },
    } as const
    const query = { record: 'invitation', where: { scope: 'team' }, with: beside, after: null, limit: 9 } as const
    const { rows } = await t.storage.list<'invitation', typeof beside>(query)
    const found = rows.map(({ inviter, nobody }) => [inviter?.profile ?? null, inviter?.email ?? null, nobody])
    same(found, [[{ name: 'Ada' }, 'ada@example.com', null]], 'The wanted fields')
  },
  async 'list loads what is also asked for, whether the page has rows or not'(t) {
    const rows = await seven(t)
    const ada = rows[1]?.accountId ?? ''
    const plan = {
      actor: { record: 'account', by: { id: { input: 'actor' } } },
      own: { record: 'invitation', by: { id: { of: 'actor', field: 'invitationId' } } },
    } as const
    for (const [scope, actor] of [
      ['team', ada],
      ['team', null],
      ['nowhere', ada],
      ['nowhere', 'nobody'],
    ] as const) {
      const query = { record: 'invitation', where: { scope }, with: NONE, after: null, limit: 9 } as const
      const [found] = await t.storage.load(plan, [{ actor }])
      const page = await t.storage.list<'invitation', typeof NONE, typeof plan>({
        ...query,
        also: { plan, inputs: { actor } },
      })
      same(page.also, found, `Also, in ${scope}`)
      same(page.also.actor?.email ?? null, actor === ada ? 'ada@example.com' : null, `The actor, in ${scope}`)
      same((await t.storage.list<'invitation', typeof NONE>(query)).rows, page.rows, `The rows, in ${scope}`)
      same(page.rows.length, scope === 'team' ? 3 : 0, `How many, in ${scope}`)
    }
  },
}

import { insert, type Values } from '../../domain/change.ts'
import { holds, same } from '../check.ts'
import { accountValues, changeOf, eventRow, NOW, sessionRow } from '../trial.ts'
import type { ContractCases } from './contract-cases.ts'

const refs = (name: string) => ({ ref: 'account', name }) as const

/** Keys of accounts that the database makes. */
export const databaseKeys: ContractCases = {
  async 'the database makes the keys of accounts, and says them under their names, also afterwards'(t) {
    const account = (name: string) =>
      insert('account', { ...accountValues({ email: `${name}@example.com` }), id: refs(name) } as Values<'account'>)
    const member = (name: string) =>
      insert('membership', {
        id: t.id(),
        accountId: refs(name),
        scope: 'team',
        role: name,
        permissions: [],
        createdAt: NOW,
      })
    const [id, second] = [t.id(), t.id()]
    const named = { ...eventRow({ id: second, commitId: id }), actor: refs('ada'), subject: refs('eve') }
    const change = changeOf(id, [member('ada'), account('eve'), insert('event', named), account('ada'), member('eve')])
    const outcome = await t.storage.commit(change)
    const keys = outcome.outcome === 'committed' ? outcome.keys : {}
    const { ada = '', eve = '' } = keys
    holds(ada !== '' && eve !== '' && ada !== eve, 'Two keys')
    const emails = (await t.rows('account')).map(({ id, email }) => [id, email])
    same(Object.fromEntries(emails), { [ada]: 'ada@example.com', [eve]: 'eve@example.com' }, 'Whose keys they are')
    const members = (await t.rows('membership')).map(({ accountId, role }) => [accountId, role])
    same(Object.fromEntries(members), { [ada]: 'ada', [eve]: 'eve' }, 'Who points at them')
    const [event] = (await t.rows('event')).filter((row) => row.id === second)
    same([event?.actor, event?.subject], [ada, eve], 'Who is named in the audit')
    same(await t.storage.committed(change.id), { keys }, 'The keys, asked for later')
    same(await t.storage.commit(change), outcome, 'The keys, of the same change again')
    same((await t.rows('account')).length, 2, 'Accounts')
  },
}

/** Keys of accounts that the application makes. */
export const applicationKeys: ContractCases = {
  async 'an account has the key that it was given'(t) {
    const [id, session] = [t.id(), t.id()]
    await t.done([
      insert('session', sessionRow({ id: session, hash: 'hash', accountId: id })),
      insert('account', { ...accountValues({ email: 'ada@example.com' }), id }),
    ])
    same(
      (await t.rows('account')).map((row) => row.id),
      [id],
      'The key',
    )
    await t.conflict('The same key again', [insert('account', { ...accountValues({ email: 'eve@example.com' }), id })])
  },
}

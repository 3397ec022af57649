import { guard, insert } from '../../domain/change.ts'
import type { Plan } from '../../ports/storage.ts'
import { same } from '../check.ts'
import { idsOf } from '../ids-of.ts'
import { challengeRow, invitationRow, NOW } from '../trial.ts'
import type { ContractCases } from './contract-cases.ts'

/** Texts that a collation may take for one another; each is different, and none may be found in place of another. */
const alike = ['e', 'é', 'e\u0301', 'E', 'i', 'ı', 'İ', 'ss', 'ß', 'e ', ' e', 'ﬁ', 'fi', 'k', '\u212a', 'a\u00ad', 'a']

const plan = {
  account: { record: 'account', by: { email: { input: 'text' } } },
  challenge: { record: 'challenge', by: { hash: { input: 'text' } } },
  invitation: { record: 'invitation', by: { openKey: { input: 'text' } } },
} as const satisfies Plan
const inScope = {
  membership: { record: 'membership', by: { accountId: { input: 'account' }, scope: { input: 'scope' } } },
} as const satisfies Plan
const NONE = {} as const

/** Text is compared by its characters alone: no case, no accents, no trailing blanks. */
export const exactText: ContractCases = {
  async 'text that only looks alike is different: e-mail, hash and open key, stored side by side'(t) {
    const ids = new Map<string, readonly string[]>()
    for (const text of alike) {
      const [challenge, invitation] = [t.id(), t.id()]
      await t.done([
        insert('challenge', challengeRow({ id: challenge, hash: text })),
        insert('invitation', invitationRow({ id: invitation, openKey: text })),
      ])
      ids.set(text, [await t.account({ email: text }), challenge, invitation])
    }
    for (const asked of [alike.slice(0, 1), alike]) {
      const answers = await t.storage.load(
        plan,
        asked.map((text) => ({ text })),
      )
      const found = answers.map((answer) => idsOf(plan, answer))
      same(
        found,
        asked.map((text) => ids.get(text)),
        'Each text finds its own rows',
      )
    }
  },
  async 'text that only looks alike finds nothing: by e-mail, hash, open key and scope'(t) {
    const account = await t.account({ email: 'eé i' })
    await t.done([
      insert('challenge', challengeRow({ id: t.id(), hash: 'eé i' })),
      insert('invitation', invitationRow({ id: t.id(), openKey: 'eé i', scope: 'eé i' })),
      insert('membership', {
        id: t.id(),
        accountId: account,
        scope: 'eé i',
        role: null,
        permissions: [],
        createdAt: NOW,
      }),
    ])
    for (const text of ['ee i', 'Eé I', 'EÉ I', 'eé ı', 'eé i ', ' eé i', 'ee\u0301 i', 'eé  i']) {
      const [found] = await t.storage.load(plan, [{ text }])
      const [member] = await t.storage.load(inScope, [{ account, scope: text }])
      const { rows: listed } = await t.storage.list({
        record: 'invitation',
        where: { scope: text },
        with: NONE,
        after: null,
        limit: 9,
      })
      same([...Object.values(found ?? {}), member?.membership, listed], [null, null, null, null, []], `By "${text}"`)
    }
  },
  async 'a condition on text that only looks alike does not hold'(t) {
    const account = await t.account({ email: 'eé i' })
    await t.done([], [guard('account', account, { email: 'eé i' })])
    for (const email of ['Eé I', 'EÉ I', 'ee i', 'eé i ', 'ee\u0301 i'])
      await t.conflict(`A guard on "${email}"`, [], [guard('account', account, { email })])
  },
}

import { insert } from '../../domain/change.ts'
import type { Json } from '../../domain/records.ts'
import type { Plan } from '../../ports/storage.ts'
import { same, times } from '../check.ts'
import { idsOf } from '../ids-of.ts'
import { challengeRow, invitationRow, NOW, sessionRow } from '../trial.ts'
import type { ContractCases } from './contract-cases.ts'

const byId = { found: { record: 'challenge', by: { id: { input: 'id' } } } } as const satisfies Plan
const byKeys = {
  challenge: { record: 'challenge', by: { hash: { input: 'hash' } } },
  invitation: { record: 'invitation', by: { openKey: { input: 'openKey' } } },
  account: { record: 'account', by: { email: { input: 'email' } } },
  named: { record: 'account', by: { usernameKey: { input: 'usernameKey' } } },
  membership: {
    record: 'membership',
    by: { accountId: { of: 'account', field: 'id' }, scope: { fixed: 'a team' } },
  },
} as const satisfies Plan
const coalesced = {
  invitation: { record: 'invitation', by: { id: { input: 'id' } } },
  found: { record: 'account', by: { email: [{ of: 'invitation', field: 'email' }, { input: 'email' }] } },
} as const satisfies Plan
/** Eight look-ups, each from the one before where there is one. */
const chain = {
  session: { record: 'session', by: { hash: { input: 'hash' } } },
  account: { record: 'account', by: { id: { of: 'session', field: 'accountId' } } },
  again: { record: 'account', by: { email: { of: 'account', field: 'email' } } },
  challenge: { record: 'challenge', by: { hash: { input: 'link' } } },
  invitation: { record: 'invitation', by: { id: { of: 'challenge', field: 'subjectId' } } },
  inviter: { record: 'account', by: { id: { of: 'invitation', field: 'createdBy' } } },
  here: {
    record: 'membership',
    by: { accountId: { of: 'inviter', field: 'id' }, scope: { of: 'invitation', field: 'scope' } },
  },
  everywhere: { record: 'membership', by: { accountId: { of: 'inviter', field: 'id' }, scope: { fixed: '*' } } },
} as const satisfies Plan

/** Values that some encoding, escaping or engine has lost before. */
const texts = [
  '',
  ' ',
  `'";--\\`,
  '%_',
  'ẞ ı é e\u0301 Ω',
  '👩‍👩‍👧 🇫🇷',
  '\u2028\t\r\n',
  'null',
  '0',
  '{"a":1}',
  'x'.repeat(250),
]
const deep: Json = {
  list: [1, -1.5, 1e21, true, null, [], {}, { a: [{ b: 'c' }] }],
  'a key with "quotes"': '\\u0000 is text',
  '': 'empty',
  texts,
  large: 'é'.repeat(20_000),
}

/** `load` and the values that it gives back. */
export const reading: ContractCases = {
  async 'load finds a row by its id and by each unique key, and null where there is none'(t) {
    const [challenge, invitation] = [t.id(), t.id()]
    const inputs = { hash: 'a hash', openKey: 'team ada', email: 'ada@example.com', usernameKey: 'ada' }
    const [none] = await t.storage.load(byKeys, [inputs])
    same(
      Object.values(none ?? {}),
      times(5, () => null),
      'What is not there yet',
    )
    const account = await t.account({ email: 'ada@example.com', username: 'Ada', usernameKey: 'ada' })
    const membership = {
      id: t.id(),
      accountId: account,
      scope: 'a team',
      role: null,
      permissions: [],
      createdAt: NOW,
    }
    await t.done([
      insert('challenge', challengeRow({ id: challenge, hash: 'a hash' })),
      insert('invitation', invitationRow({ id: invitation, openKey: 'team ada' })),
      insert('membership', membership),
    ])
    const [all] = await t.storage.load(byKeys, [inputs])
    same(idsOf(byKeys, all), [challenge, invitation, account, account, membership.id], 'Rows by their keys')
    same(await t.storage.load(byId, [{ id: challenge }]), [{ found: all?.challenge }], 'The row by its id')
    same(await t.storage.load(byId, [{ id: t.id() }]), [{ found: null }], 'An id that is not there')
  },
  async 'load finds nothing by a null, though rows have a null there'(t) {
    await t.account({ email: 'ada@example.com' })
    await t.done([insert('invitation', invitationRow({ id: t.id() }))])
    const inputs = { hash: null, openKey: null, email: null, usernameKey: null }
    const [found] = await t.storage.load(byKeys, [inputs])
    same(
      Object.values(found ?? {}),
      times(5, () => null),
      'Look-ups by null',
    )
    same(await t.storage.load(byKeys, [inputs, inputs]), [found, found], 'Several of them')
  },
  async 'load takes the first source that is not null'(t) {
    const [bearing, open] = [t.id(), t.id()]
    const [ada, eve] = [await t.account({ email: 'ada@example.com' }), await t.account({ email: 'eve@example.com' })]
    await t.done([
      insert('invitation', invitationRow({ id: bearing, email: 'ada@example.com' })),
      insert('invitation', invitationRow({ id: open })),
    ])
    const email = 'eve@example.com'
    const answers = await t.storage.load(coalesced, [
      { id: bearing, email },
      { id: open, email },
      { id: t.id(), email },
      { id: open, email: null },
    ])
    same(
      answers.map(({ found }) => found?.id ?? null),
      [ada, eve, eve, null],
      'The address of the first source',
    )
  },
  async 'load goes on from what it found, eight look-ups deep, and from nothing to nothing'(t) {
    const [session, invitation, challenge, here] = [t.id(), t.id(), t.id(), t.id()]
    const ada = await t.account({ email: 'ada@example.com' })
    const eve = await t.account({ email: 'eve@example.com' })
    await t.done([
      insert('session', sessionRow({ id: session, hash: 's', accountId: ada })),
      insert('invitation', invitationRow({ id: invitation, createdBy: eve })),
      insert('challenge', challengeRow({ id: challenge, hash: 'c', subjectId: invitation })),
      insert('membership', {
        id: here,
        accountId: eve,
        scope: 'team',
        role: 'owner',
        permissions: [],
        createdAt: NOW,
      }),
    ])
    const answers = await t.storage.load(chain, [
      { hash: 's', link: 'c' },
      { hash: 's', link: null },
      { hash: '?', link: 'c' },
    ])
    const ids = answers.map((answer) => idsOf(chain, answer))
    const [person, link] = [
      [session, ada, ada],
      [challenge, invitation, eve, here, null],
    ]
    const none = (rows: readonly unknown[]) => rows.map(() => null)
    same(
      ids,
      [
        [...person, ...link],
        [...person, ...none(link)],
        [...none(person), ...link],
      ],
      'The chain',
    )
  },
  async 'load answers many inputs in their order, the same one twice, and none'(t) {
    const ids = times(120, t.id)
    await t.done(ids.map((id) => insert('challenge', challengeRow({ id, hash: `hash of ${id}` }))))
    const asked = [...ids.toReversed(), t.id(), ...ids.slice(0, 3), ...ids.slice(0, 3)]
    const answers = await t.storage.load(
      byId,
      asked.map((id) => ({ id })),
    )
    same(
      answers.map(({ found }) => found?.id ?? null),
      asked.map((id) => (ids.includes(id) ? id : null)),
      'One answer for each input',
    )
    same(await t.storage.load(byId, []), [], 'No inputs')
  },
  async 'gives back what was stored: any text, nested JSON, lists, large numbers, nulls'(t) {
    const rows = [...texts, null].map((text) =>
      invitationRow({
        id: t.id(),
        reason: text,
        permissions: text === null ? [] : ['a', 'b.c', 'ü'],
        metadata: deep,
        // Nothing in an object of the host's stands for a key.
        profile: { text, ref: 'account', name: 'ada' },
        seats: 2 ** 31 - 1,
        expiresAt: Date.UTC(9999, 0, 1),
      }),
    )
    await t.done(rows.map((row) => insert('invitation', row)))
    const plan = { row: { record: 'invitation', by: { id: { input: 'id' } } } } as const
    for (const row of rows) same(await t.storage.load(plan, [{ id: row.id }]), [{ row }], 'A row by load')
    same(
      (await t.rows('invitation')).toSorted((a, b) => (a.id < b.id ? -1 : 1)),
      rows,
      'The rows as stored',
    )
  },
}

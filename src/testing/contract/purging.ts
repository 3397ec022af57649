import { insert } from '../../domain/change.ts'
import { holds, same, times } from '../check.ts'
import { challengeRow, eventRow, HOUR, invitationRow, messageRow, NOW, sessionRow, type Trial } from '../trial.ts'
import type { ContractCases } from './contract-cases.ts'

const LONG_AGO = NOW - 1000 * HOUR
const BEFORE = NOW - HOUR

/** Three rows that are dead, and three that only look like it, of each record that a purge knows. */
async function fill(t: Trial): Promise<readonly string[]> {
  const account = await t.account({ email: 'ada@example.com', status: 'invited', createdAt: LONG_AGO })
  const old = { createdAt: LONG_AGO, expiresAt: LONG_AGO } as const
  const made = (expiresAt: number) => {
    const challenge = challengeRow({ id: t.id(), hash: t.id(), status: 'used', createdAt: LONG_AGO, expiresAt })
    const session = sessionRow({ id: t.id(), hash: t.id(), accountId: account, createdAt: LONG_AGO, expiresAt })
    const event = eventRow({ id: t.id(), commitId: t.id(), at: expiresAt })
    return [insert('challenge', challenge), insert('session', session), insert('event', event)]
  }
  const message = (status: 'sent' | 'due' | 'dead' | 'cancelled', createdAt: number) =>
    insert('message', messageRow({ id: t.id(), status, createdAt, dueAt: createdAt }))
  const alive = [...times(3, (n) => made(BEFORE + 1 + n)).flat(), message('due', LONG_AGO), message('sent', BEFORE + 1)]
  alive.push(insert('invitation', invitationRow({ id: t.id(), status: 'revoked', ...old })))
  const dead = [...[LONG_AGO, LONG_AGO, BEFORE].flatMap(made), message('sent', LONG_AGO), message('dead', BEFORE)]
  dead.push(message('cancelled', LONG_AGO))
  await t.done([...dead, ...alive])
  return ids(t)
}

async function ids({ rows }: Trial): Promise<readonly string[]> {
  const kinds = ['account', 'invitation', 'challenge', 'session', 'message', 'event'] as const
  return (await Promise.all(kinds.map(rows))).flatMap((found) => found.map(({ id }) => id))
}

/** `purge`. */
export const purging: ContractCases = {
  async 'purge deletes what is dead since before a time, and nothing else'(t) {
    const all = await fill(t)
    same(await t.storage.purge(LONG_AGO - 1, 100), 0, 'What went before anything was dead')
    same((await ids(t)).length, all.length, 'What is left of that')
    same(await t.storage.purge(BEFORE, 100), 12, 'What went')
    const [challenges, sessions] = [await t.rows('challenge'), await t.rows('session')]
    const ends = [...challenges, ...sessions].map(({ expiresAt }) => expiresAt)
    const times = [...ends, ...(await t.rows('event')).map(({ at }) => at)]
    same(
      times.filter((time) => time <= BEFORE),
      [],
      'What is dead',
    )
    same((await t.rows('message')).map(({ status }) => status).toSorted(), ['due', 'sent'], 'Messages')
    same((await ids(t)).length, all.length - 12, 'What is left')
    same(await t.storage.purge(BEFORE, 100), 0, 'What goes the second time')
  },
  async 'purge deletes no more rows of a record than its limit, and all of them in the end'(t) {
    const all = await fill(t)
    const kinds = ['challenge', 'session', 'message', 'event'] as const
    const counts = () => Promise.all(kinds.map(async (kind) => (await t.rows(kind)).length))
    let gone = 0
    let before = await counts()
    for (const _ of times(12, (n) => n)) {
      gone += await t.storage.purge(BEFORE, 2)
      const after = await counts()
      const isWithin = before.every((count, n) => count - (after[n] ?? 0) <= 2)
      holds(isWithin, 'A purge takes no more of a record than its limit')
      before = after
    }
    same([gone, (await ids(t)).length], [12, all.length - 12], 'What went in the end')
  },
}

import { logTables, type TestBase } from './base.ts'
import { challengeRow, changeOf, insert, type RecordKind, recordKinds, type Storage, update } from './changes.ts'
import { mortal, type Protocol, type Redeemer } from './protocol.ts'

const PACE = 2000 // milliseconds between those who look: all together have five requests a second
const LINK = '019b7000-0000-7000-8000-000000000000'
const nameOf = (n: number): string => `019b7000-0000-7000-8000-0000000000${String(n + 10)}`

const byId = { link: { record: 'challenge', by: { id: { input: 'id' } } } } as const

type Options = NonNullable<Parameters<TestBase['open']>[0]>

/** All rows that a storage shows. */
async function stateOf(storage: Storage): Promise<string> {
  const rows = async <K extends RecordKind>(record: K) =>
    (await storage.list({ record, where: {}, with: {}, after: null, limit: 1000 })).rows
  return JSON.stringify(await Promise.all(recordKinds.map(rows)))
}

/** The adapter itself; `tamper` makes a worse one of it. */
export const logProtocol = (
  tamper: (fetch: typeof globalThis.fetch, test: TestBase) => typeof globalThis.fetch = (fetch) => fetch,
  more?: { readonly options: (test: TestBase) => Options; readonly hidden: '5m' },
): Protocol => {
  const opened = new WeakMap<TestBase, Options>()
  const optionsOf = (test: TestBase) => {
    const options = opened.get(test) ?? more?.options(test) ?? {}
    opened.set(test, options)
    return options
  }
  return {
    tables: logTables,
    ...(more && { hidden: more.hidden }),
    async open(test, clients) {
      const first = test.open(optionsOf(test))
      const link = challengeRow({ id: LINK, hash: 'hash' })
      await first.commit(changeOf(nameOf(89), [insert('challenge', link)]))
      return Array.from({ length: clients }, (_, n): Redeemer => {
        const life = mortal(tamper((input, init) => test.base.fetch(input, init), test))
        const storage = test.open({ ...optionsOf(test), fetch: life.fetch })
        const name = nameOf(n)
        return {
          name,
          dead: life.dead,
          dieAfter: life.dieAfter,
          async redeem() {
            const [found] = await storage.load(byId, [{ id: LINK }])
            if (found?.link?.status !== 'open' && found?.link) return 'conflict'
            const use = update('challenge', LINK, { status: 'open' }, { status: 'used', email: `${n}@example.com` })
            return (await storage.commit(changeOf(name, [use]))).outcome
          },
          resolve: () => storage.resolve(name),
          agrees: async () => {
            await test.time.wait(PACE)
            const own = await stateOf(storage)
            await test.time.wait(PACE)
            return own === (await stateOf(test.open(optionsOf(test))))
          },
        }
      })
    },
    async winners(test) {
      const reader = test.open({
        ...optionsOf(test),
        fetch: tamper((input, init) => test.base.fetch(input, init), test),
      })
      const { rows } = await reader.list({ record: 'event', where: {}, with: {}, after: null, limit: 100 })
      return rows.map(({ row }) => row.id).filter((id) => id !== nameOf(89))
    },
  }
}

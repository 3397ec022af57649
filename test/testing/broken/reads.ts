import type { Storage } from '../../../src/index.ts'
import { type BrokenStorage, inMemory } from './broken-storage.ts'

/** All rows that a query asks for, before it is cut into pages. */
const whole: Pick<Parameters<Storage['list']>[0], 'after' | 'limit'> = { after: null, limit: 100_000 }
const paging = 'contract: list gives every row once'

/** Reads and purges that give too much, too little, or what was. */
export const reads: readonly BrokenStorage[] = [
  inMemory(
    'answers come in the order of the database',
    ['contract: load answers many inputs in their order'],
    (storage) => ({
      load: async (plan, inputs) => (await storage.load(plan, inputs)).toReversed(),
    }),
  ),
  inMemory(
    'reads are remembered',
    ['races: accept one link', 'races: accept, while somebody revokes the invitation'],
    (storage) => {
      const known = new Map<string, Promise<never>>()
      return {
        load: (plan, inputs) => {
          const key = JSON.stringify([plan, inputs])
          const answer = known.get(key) ?? (storage.load(plan, inputs) as Promise<never>)
          known.set(key, answer)
          return answer
        },
      }
    },
  ),
  inMemory(
    'a page begins with the last row of the one before',
    [paging, 'contract: list gives no more than'],
    (storage) => ({
      list: async (query) => {
        const { rows, also } = await storage.list({ ...query, ...whole })
        const from = rows.filter(({ row }) => query.after === null || String(row.id) <= query.after)
        return { rows: from.slice(0, query.limit), also }
      },
    }),
  ),
  inMemory('a page begins behind rows that came at the same time', [paging], (storage) => ({
    list: async (query) => {
      const { rows, also } = await storage.list({ ...query, ...whole })
      const last = rows.findIndex(({ row }) => row.id === query.after)
      return { rows: rows.slice(last < 0 ? 0 : last + 2).slice(0, query.limit), also }
    },
  })),
  inMemory('the oldest rows come first', ['contract: list gives the newest first'], (storage) => ({
    list: async (query) => {
      const { rows, also } = await storage.list(query)
      return { rows: rows.toReversed(), also }
    },
  })),
  inMemory('an empty page says nothing of what was also asked for', ['contract: list loads what'], (storage) => ({
    list: async (query) => {
      const { rows, also } = await storage.list(query)
      const names = Object.keys(query.also?.plan ?? {})
      const nothing = Object.fromEntries(names.map((name) => [name, null])) as typeof also
      return { rows, also: rows.length > 0 ? also : nothing }
    },
  })),
  inMemory('a purge takes what is still alive', ['contract: purge deletes what is dead', 'model:'], (storage) => ({
    purge: (_, limit) => storage.purge(Number.MAX_SAFE_INTEGER, limit),
  })),
  inMemory('a purge has no limit', ['contract: purge deletes no more rows'], (storage) => ({
    purge: (before) => storage.purge(before, 1_000_000),
  })),
]

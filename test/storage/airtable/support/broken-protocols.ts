import { createTable, type Table } from '../../../../adapters/storage/airtable/table.ts'
import { createTransport } from '../../../../adapters/storage/airtable/transport.ts'
import type { AirtableTable } from '../../../../src/testing/airtable/table.ts'
import type { TestBase } from './base.ts'
import type { Told } from './fault-race.ts'
import { logProtocol } from './log-protocol.ts'
import { mortal, type Protocol } from './protocol.ts'

// What people build first. Each looks right, and the proof must say that it is not.

const links: readonly AirtableTable[] = [
  {
    name: 'Links',
    fields: [
      { name: 'state', type: 'singleLineText' },
      { name: 'used_by', type: 'singleLineText' },
    ],
    records: [{ state: 'open' }],
  },
]
const FIELDS = ['state', 'used_by'] as const
const PATIENCE = 15_000

type Redeem = (link: Link, name: string) => Promise<Told>

interface Link {
  read(): Promise<Readonly<Record<string, unknown>>>
  use(name: string): Promise<void>
}

const onOneRow = (redeem: Redeem): Protocol => {
  const told = new WeakMap<TestBase, string[]>()
  return {
    tables: links,
    async open(test, clients) {
      const winners: string[] = []
      told.set(test, winners)
      const [row] = test.base.records('Links')
      return Array.from({ length: clients }, (_, n) => {
        const life = mortal((input, init) => test.base.fetch(input, init))
        const table = tableOn(test, life.fetch)
        const link: Link = {
          read: async () => (await table.list({ fields: FIELDS }, test.time.clock.now() + PATIENCE))[0]?.fields ?? {},
          use: (name) =>
            table.update(
              [{ id: row?.id ?? '', fields: { state: 'used', used_by: name } }],
              test.time.clock.now() + PATIENCE,
            ),
        }
        const name = `client-${n}`
        return {
          name,
          dead: life.dead,
          dieAfter: life.dieAfter,
          async redeem() {
            const answer = await redeem(link, name)
            if (answer === 'committed') winners.push(name)
            return answer
          },
          resolve: async () => (winners.includes(name) ? ('committed' as const) : ('lost' as const)),
          agrees: async () => true,
        }
      })
    },
    // Whoever was told yes has made an account: the row can only remember one of them.
    winners: async (test) => told.get(test) ?? [],
  }
}

function tableOn(test: TestBase, fetch: typeof globalThis.fetch): Table {
  const { clock, after } = test.time
  const transport = createTransport({
    base: test.base.id,
    token: test.base.token,
    endpoint: 'https://api.airtable.com',
    fetch,
    time: { now: clock.now, after, random: () => 0.5 },
    requestsPerSecond: 4,
  })
  return createTable(transport, test.base.id, 'Links')
}

/** Is it open? Then it is mine. */
export const checkThenUpdate = onOneRow(async ({ read, use }, name) => {
  if ((await read())['state'] !== 'open') return 'conflict'
  await use(name)
  return 'committed'
})

/** I write my name on it, and look whether it stands there. */
export const updateThenVerify = onOneRow(async ({ read, use }, name) => {
  if ((await read())['state'] !== 'open') return 'conflict'
  await use(name)
  return (await read())['used_by'] === name ? 'committed' : 'conflict'
})

interface Listed {
  readonly records: readonly {
    readonly id: string
    readonly createdTime: string
    readonly fields: { readonly seq?: number }
  }[]
}

const answering =
  (change: (listed: Listed, asked: string, test: TestBase) => Listed) =>
  (fetch: typeof globalThis.fetch, test: TestBase): typeof globalThis.fetch =>
  async (input, init) => {
    const answer = await fetch(input, init)
    const asked = decodeURIComponent(String(input))
    if (!answer.ok || init?.method !== 'GET' || !asked.includes('seq')) return answer
    return Response.json(change((await answer.json()) as Listed, asked, test))
  }

/** The log without waiting for lower numbers: as if every number that is not there had been read. */
export const withoutContiguity = logProtocol(
  answering(({ records, ...rest }, asked) => {
    const from = Number(/>(\d+)/.exec(asked)?.[1] ?? 0)
    const rows = new Map(records.map((row) => [row.fields.seq ?? 0, row]))
    const last = Math.max(from, ...rows.keys())
    const nothing = (seq: number) => ({ id: `rec${seq}`, createdTime: new Date(0).toISOString(), fields: { seq } })
    const all = Array.from({ length: last - from }, (_, n) => rows.get(from + n + 1) ?? nothing(from + n + 1))
    return { ...rest, records: all }
  }),
)

/** The log with the clock of whoever reads it, in place of the time that the rows bear. */
export const byReadersClock = logProtocol(
  answering(({ records, ...rest }, _, test) => {
    const createdTime = new Date(test.time.clock.now()).toISOString()
    return { ...rest, records: records.map((row) => ({ ...row, createdTime })) }
  }),
)

import type { TableMetadata } from 'kysely'
import { edgeDialect } from './edge-dialect.ts'
import { edgePackage } from './edge-package.ts'
import type { Access, Server } from './server.ts'

/** What we use of D1 and of miniflare, which runs it in Cloudflare's own runtime. */
interface D1 {
  prepare(sql: string): D1Statement
  batch(statements: readonly D1Statement[]): Promise<readonly D1Result[]>
}
interface D1Statement {
  bind(...parameters: readonly unknown[]): D1Statement
  all(): Promise<D1Result>
}
interface D1Result {
  readonly results: Record<string, unknown>[]
  readonly meta: { readonly changes?: number }
}
interface Instance {
  getD1Database(binding: string): Promise<D1>
  dispose(): Promise<void>
}
interface MiniflarePackage {
  readonly Miniflare: new (options: {
    readonly modules: true
    readonly script: string
    readonly d1Databases: readonly string[]
  }) => Instance
}

const running = new Map<string, Instance>()

async function start(): Promise<Instance> {
  const { Miniflare } = await edgePackage<MiniflarePackage>('miniflare')
  const script = 'export default { fetch: () => new Response() }'
  return new Miniflare({ modules: true, script, d1Databases: ['DB'] })
}

/** Nobody may look into Cloudflare's own tables, so Kysely's one question about all tables is refused. */
async function tablesOf(database: D1): Promise<TableMetadata[]> {
  const read = async (sql: string) => (await database.prepare(sql).all()).results
  const tables = (await read(`select name, type from sqlite_master where type in ('table', 'view')`)).filter(
    ({ name }) => !/^(_cf|sqlite)_/.test(String(name)),
  )
  return Promise.all(
    tables.map(async ({ name, type }) => ({
      name: String(name),
      isView: type === 'view',
      isForeign: false,
      columns: (await read(`pragma table_info("${name}")`)).map((column) => ({
        name: String(column['name']),
        dataType: String(column['type']),
        isNullable: column['notnull'] === 0,
        isAutoIncrementing: false,
        hasDefaultValue: column['dflt_value'] !== null,
      })),
    })),
  )
}

async function access(address: string): Promise<Access> {
  const instance = running.get(address)
  if (instance === undefined) throw new Error('A D1 in miniflare lives in the process that made it')
  const database = await instance.getD1Database('DB')
  const prepare = (sql: string, parameters: readonly unknown[]) => database.prepare(sql).bind(...parameters)
  return {
    dialect: edgeDialect({
      async run(sql, parameters) {
        const { results, meta } = await prepare(sql, parameters).all()
        return { rows: results, numAffectedRows: BigInt(meta.changes ?? 0) }
      },
      getTables: () => tablesOf(database),
      close: async () => undefined,
    }),
    batch: async (statements) =>
      (await database.batch(statements.map(({ sql, parameters }) => prepare(sql, parameters)))).map(({ results }) => ({
        rows: results,
      })),
  }
}

/** Cloudflare's D1, in miniflare: one runtime for each database. */
export const d1: Server = {
  name: 'D1',
  sql: 'sqlite',
  isShared: false,
  async reach() {
    try {
      await edgePackage('miniflare')
      return { version: 'miniflare' }
    } catch (error) {
      return { missing: String(error) }
    }
  },
  async create() {
    const address = `d1-${running.size}-${Date.now()}`
    running.set(address, await start())
    return address
  },
  access,
  async drop(address) {
    await running.get(address)?.dispose()
    running.delete(address)
  },
}

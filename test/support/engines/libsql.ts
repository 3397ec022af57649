import { edgeDialect } from './edge-dialect.ts'
import { edgePackage } from './edge-package.ts'
import type { Access } from './server.ts'
import { fileServer } from './sqlite.ts'

/** What we use of `@libsql/client`. */
interface Client {
  execute(statement: Statement): Promise<Result>
  batch(statements: readonly Statement[], mode: 'write'): Promise<readonly Result[]>
  close(): void
}
interface Statement {
  readonly sql: string
  readonly args: readonly unknown[]
}
interface Result {
  readonly rows: Record<string, unknown>[]
  readonly rowsAffected: number
}
interface LibsqlPackage {
  createClient(options: { readonly url: string; readonly timeout: number }): Client
}

async function open(file: string): Promise<Access> {
  const { createClient } = await edgePackage<LibsqlPackage>('@libsql/client')
  const client = createClient({ url: `file:${file}`, timeout: 5000 })
  await client.execute({ sql: 'pragma journal_mode = WAL', args: [] })
  return {
    dialect: edgeDialect({
      async run(sql, args) {
        const { rows, rowsAffected } = await client.execute({ sql, args })
        return { rows, numAffectedRows: BigInt(rowsAffected) }
      },
      close: async () => client.close(),
    }),
    batch: (statements) =>
      client.batch(
        statements.map(({ sql, parameters }) => ({ sql, args: parameters })),
        'write',
      ),
  }
}

/** libSQL on a file, through the client that speaks to Turso as well. */
export const libsql = fileServer(
  'libSQL',
  async () => {
    try {
      const { createClient } = await edgePackage<LibsqlPackage>('@libsql/client')
      const client = createClient({ url: 'file::memory:', timeout: 0 })
      const { rows } = await client.execute({ sql: 'select sqlite_version() as version', args: [] })
      client.close()
      return { version: String(rows[0]?.['version']) }
    } catch (error) {
      return { missing: String(error) }
    }
  },
  open,
)

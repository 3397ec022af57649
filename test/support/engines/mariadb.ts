import { MysqlDialect } from 'kysely'
import mysql from 'mysql2'
import { createConnection, type RowDataPacket } from 'mysql2/promise'
import type { Server } from './server.ts'
import { addressOf, databaseOf, freshName, homeFrom, reached, urlOf } from './server-address.ts'

// In the pool of each process: a server takes 151, and two races of four processes may run at once.
const CONNECTIONS = 12

const home = () => homeFrom('INVITEKIT_MYSQL_URL', 'mysql://root@127.0.0.1:3306')

/** Runs a statement on a connection that is closed afterwards. */
async function byHand(statement: string): Promise<readonly RowDataPacket[]> {
  const connection = await createConnection({ uri: urlOf(home()), connectTimeout: 3000 })
  try {
    return (await connection.query<RowDataPacket[]>(statement))[0]
  } finally {
    await connection.end()
  }
}

/** The MariaDB or MySQL server of the machine. */
export const mariadb: Server = {
  name: 'MariaDB',
  sql: 'mysql',
  isShared: true,
  reach: () =>
    reached(home(), async () => {
      const [row] = await byHand('select version() as version')
      return String(row?.['version']).replace(/-.*/, '')
    }),
  // The usual collation of a host, in which `é` is `e` and `A` is `a`: ours must not depend on it.
  async create(settings = 'character set utf8mb4 collate utf8mb4_unicode_ci') {
    const database = freshName()
    await byHand(`create database ${database} ${settings}`)
    return addressOf(urlOf(home()), database)
  },
  async access(address, isolation) {
    const pool = mysql.createPool({ uri: address, connectionLimit: CONNECTIONS })
    // Queued before anything that the pool's user asks for.
    if (isolation)
      pool.on(
        'connection',
        (connection) => void connection.query(`set session transaction isolation level ${isolation}`),
      )
    return { dialect: new MysqlDialect({ pool }) }
  },
  async drop(address) {
    await byHand(`drop database if exists ${databaseOf(address)}`)
  },
}

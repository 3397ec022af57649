import { cpus, release } from 'node:os'
import { postgresEngine } from './engines/postgres.ts'
import { sqliteEngine } from './engines/sqlite.ts'
import type { Engine } from './engines/store.ts'
import { readOptions } from './options.ts'
import { installPeer, type OpenPeer } from './peer/install.ts'
import { finish, printHead, printRow, type Row } from './report.ts'
import { bulkRows } from './suites/bulk.ts'
import { importRows } from './suites/cold-import.ts'
import { growthRows } from './suites/growth.ts'
import { httpRows } from './suites/http.ts'
import { operationRows } from './suites/operations.ts'
import { stormRows } from './suites/storm.ts'
import { tripRows } from './suites/trips.ts'

const options = readOptions()
const openPeer = installPeer()
const rows: Row[] = []

async function* measured(engine: Engine, open: OpenPeer): AsyncGenerator<Row> {
  if (options.runs('trips')) yield* tripRows(engine, open)
  yield* operationRows(engine, open, options)
  if (options.runs('http')) yield* httpRows(engine, options)
  if (options.runs('storm')) yield* stormRows(engine, open, options)
  if (options.runs('bulk')) yield* bulkRows(engine, options)
  if (options.runs('growth')) yield* growthRows(engine, options)
}

async function print(found: AsyncGenerator<Row>): Promise<void> {
  for await (const row of found) {
    rows.push(row)
    printRow(row)
  }
}

printHead()
if (options.runs('import')) await print(importRows(options))
for (const kind of options.engines) {
  const engine = kind === 'pg' ? await postgresEngine(options.url) : await sqliteEngine()
  try {
    await print(measured(engine, openPeer))
  } finally {
    await engine.close()
  }
}
finish(rows, { node: process.version, cpus: cpus().map(({ model }) => model), os: release(), options })

import { airtableStorage } from '../../../../adapters/storage/airtable/index.ts'
import type { Json } from '../../../../src/index.ts'
import { airtableEmulator } from '../../../../src/testing/airtable/airtable-emulator.ts'
import type { FaultPoint, ProofStore } from '../../../../src/testing.ts'
import { accepted, logTables } from './base.ts'
import { inspected } from './inspected.ts'

// A base on a port of this machine, for several processes. This module is also what they import.

type At = (point: FaultPoint) => void | Promise<void>

/** A request is what the proof calls a statement. */
const faulty =
  (at: At): typeof fetch =>
  async (input, init) => {
    const statement = `${init?.method} ${String(input)}`
    await at({ side: 'before', statement })
    const answer = await fetch(input, init)
    await at({ side: 'after', statement })
    return answer
  }

function connect(shared: Json, at?: At): ProofStore {
  const options = {
    base: String(shared['base']),
    token: String(shared['token']),
    endpoint: String(shared['url']),
    acceptAssumptions: accepted,
    requestsPerSecond: 1000,
  }
  const storage = airtableStorage({ ...options, fetch: inspected(at ? faulty(at) : fetch) })
  const reader = airtableStorage({ ...options, fetch: inspected(fetch) })
  const rows: ProofStore['rows'] = async (record) =>
    (await reader.list({ record, where: {}, with: {}, after: null, limit: 100_000 })).rows.map(({ row }) => row)
  return { storage, rows, close: () => storage.close(), shared }
}

/** A base of its own, served as long as the store is open. */
export async function openServed(at?: At): Promise<ProofStore> {
  const base = airtableEmulator({ tables: logTables, limits: { perBase: null, perToken: null } })
  const server = await base.serve({ port: 0 })
  const store = connect({ base: base.id, token: base.token, url: server.url }, at)
  return {
    ...store,
    async close() {
      await store.close()
      await server.close()
    },
  }
}

export const openShared = async (shared: Json): Promise<ProofStore> => connect(shared)

export const openSharedWithFaults = async (shared: Json, at: At): Promise<ProofStore> => connect(shared, at)

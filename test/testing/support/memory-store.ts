import { memoryStorage } from '../../../adapters/storage/memory/index.ts'
import type { ProofStore } from '../../../src/testing.ts'

/** Memory for the proof: its rows can only be read through the port. */
export async function openMemory(): Promise<ProofStore> {
  const storage = memoryStorage()
  const rows: ProofStore['rows'] = async (record) =>
    (await storage.list({ record, where: {}, with: {}, after: null, limit: 100_000 })).rows.map(({ row }) => row)
  return { storage, rows, close: async () => undefined }
}

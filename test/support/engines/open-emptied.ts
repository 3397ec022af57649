import { CompiledQuery } from 'kysely'
import { recordKinds } from '../../../src/index.ts'
import type { Engine } from './engine.ts'
import { connectEngine, createDatabase, type EngineStore } from './open-engine.ts'
import { tableOf } from './raw-rows.ts'

/** Databases that are empty again and wait for the next user. */
let emptied: { readonly engine: Engine; readonly address: string }[] = []

/**
 * As `openEngine`, in a database that served before and was emptied, which is much faster. For stores that are used through
 * their port alone, by processes that end before it is closed.
 */
export async function openEmptied(engine: Engine): Promise<EngineStore> {
  const known = emptied.find((one) => one.engine.name === engine.name)
  emptied = emptied.filter((one) => one !== known)
  const address = known?.address ?? (await createDatabase(engine))
  const store = await connectEngine(engine, address)
  const close = async () => {
    const isEmpty = await empty(store)
    await store.close()
    if (isEmpty) emptied.push({ engine, address })
    else await engine.server.drop(address)
  }
  return { ...store, close }
}

/** False where somebody who has not ended yet is in the way. */
async function empty({ beside }: EngineStore): Promise<boolean> {
  try {
    for (const kind of recordKinds) await beside.executeQuery(CompiledQuery.raw(`delete from ${tableOf(kind)}`))
    return true
  } catch {
    return false
  }
}

/** Deletes the databases that wait; for the end of a run. */
export async function dropEmptied(): Promise<void> {
  for (const { engine, address } of emptied) await engine.server.drop(address)
  emptied = []
}

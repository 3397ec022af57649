import { CompiledQuery } from 'kysely'
import { recordKinds } from '../../../src/index.ts'
import type { Engine } from './engine.ts'
import { type EngineStore, openEngine } from './open-engine.ts'
import { tableOf } from './raw-rows.ts'

/** Stores whose databases are empty again, and which wait with their connections for the next user. */
let emptied: { readonly engine: Engine; readonly store: EngineStore }[] = []

/**
 * As `openEngine`, a store that served before and was emptied, which is much faster: its connections are there and know
 * their statements. For stores that are used through their port alone, by processes that end before it is closed.
 */
export async function openEmptied(engine: Engine): Promise<EngineStore> {
  const known = emptied.find((one) => one.engine.name === engine.name)
  emptied = emptied.filter((one) => one !== known)
  const store = known?.store ?? (await openEngine(engine))
  const close = async () => {
    if (await empty(store)) emptied.push({ engine, store })
    else await store.close()
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

/** Closes the stores that wait; for the end of a run. */
export async function dropEmptied(): Promise<void> {
  for (const { store } of emptied) await store.close()
  emptied = []
}

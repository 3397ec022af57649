import { afterAll } from 'vitest'
import { type StoreKind, stores } from '../stores.ts'
import { dropEmptied, openEmptied } from './open-emptied.ts'
import { reachable } from './reachable.ts'

/** The stores of most tests, and the engines: for the test files that run on each form of a commit. */
export async function everyStore(): Promise<readonly StoreKind[]> {
  afterAll(dropEmptied)
  const more = (await reachable()).filter(({ server, form }) => server.sql !== 'sqlite' || form === 'batch')
  return [...stores, ...more.map((engine) => ({ name: engine.name, open: () => openEmptied(engine) }))]
}

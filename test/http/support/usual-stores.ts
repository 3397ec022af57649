import { openEmptied } from '../../support/engines/open-emptied.ts'
import { reachable } from '../../support/engines/reachable.ts'
import { type StoreKind, stores } from '../../support/stores.ts'
import type { SessionKind } from './world.ts'

export const [memory, sqlite] = stores as readonly [StoreKind, StoreKind]

/** PostgreSQL, where it is there: `reach.test.ts` says so where it is not. Whoever uses it calls `dropEmptied` at the end. */
export const postgres: readonly StoreKind[] = (await reachable())
  .filter(({ server, form }) => server.sql === 'postgres' && form === 'statement')
  .map((engine) => ({ name: engine.name, open: () => openEmptied(engine) }))

/** Whether `npm run prove` runs this file: `npm test` has no time for all mounts on all stores. */
export const isWhole = process.env['INVITEKIT_HEAVY'] !== undefined

/** The kinds of sessions for a mount whose other kind is left to `npm run prove`: Express and the plain handler have both. */
export const usualKinds: readonly SessionKind[] = isWhole ? ['opaque', 'jwt'] : ['opaque']

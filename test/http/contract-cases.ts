import { describe } from 'vitest'
import type { StoreKind } from '../support/stores.ts'
import { eventsCases } from './contracts/events-cases.ts'
import { radioCases } from './contracts/radio-cases.ts'
import type { Mount } from './support/mounts.ts'

/** The contracts of two products, row by row, however they are mounted. Radio has tables of its own, on SQLite. */
export function contractCases(mount: Mount, stores: readonly StoreKind[]): void {
  describe(`the contract of radio through ${mount.name}`, () => radioCases(mount))
  for (const store of stores)
    describe(`the contract of events through ${mount.name} on ${store.name}`, () => eventsCases(mount, store))
}

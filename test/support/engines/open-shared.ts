import type { Json } from '../../../src/index.ts'
import { engineNamed } from './engines.ts'
import type { At } from './faulty-dialect.ts'
import { connectEngine, type EngineStore } from './open-engine.ts'

// What the proof loads in a process of its own, to meet others on one database.

const partsOf = (shared: Json) => [engineNamed(String(shared['engine'])), String(shared['address'])] as const

/** Opens, in another process, what `openEngine` opened. */
export const openShared = (shared: Json): Promise<EngineStore> => connectEngine(...partsOf(shared))

/** The same, with `at` around every statement. */
export const openSharedWithFaults = (shared: Json, at: At): Promise<EngineStore> =>
  connectEngine(...partsOf(shared), at)

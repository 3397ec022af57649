import * as fastCheck from 'fast-check'
import type { ProofCase, ProofOptions } from '../../../src/testing/proof.ts'
import { storageProof } from '../../../src/testing/storage-proof.ts'
import type { Engine } from './engine.ts'
import { openEmptied } from './open-emptied.ts'
import { openEngine } from './open-engine.ts'

/** Every case of the proof on an engine. */
export const proofOf = (engine: Engine, options: Partial<ProofOptions> = {}): readonly ProofCase[] =>
  storageProof({
    open: () => openEmptied(engine),
    openWithFaults: (at) => openEngine(engine, at),
    fastCheck,
    ...(engine.server.isShared && { worker: new URL('./open-shared.ts', import.meta.url) }),
    ...options,
  })

import type { Json, RecordKind, Row } from '../domain/records.ts'
import type { Capabilities, Storage } from '../ports/storage.ts'
import type { FastCheck } from './fast-check.ts'

/** A store that a case of the proof runs on, with what is needed to look beside the port. */
export interface ProofStore {
  /** The storage under proof. */
  readonly storage: Storage
  /** Every row of one record as it is stored, read beside the port where that is possible. */
  rows<K extends RecordKind>(kind: K): Promise<readonly Row<K>[]>
  /** Ends the store; nothing of it is needed afterwards. */
  close(): Promise<void>
  /** What another process needs to open the same data; absent where no other process can. */
  readonly shared?: Json
}

/** A moment of a store that is made to fail: just before or just after a statement runs, BEGIN and COMMIT included. */
export interface FaultPoint {
  /** Before the statement, or after it has taken effect and before its answer arrives. */
  readonly side: 'before' | 'after'
  /** The statement, as the store words it. */
  readonly statement: string
}

/** What the proof needs to know about a storage, and how much of it to run. */
export interface ProofOptions {
  /** Opens an empty store of its own. Each case opens its own, and closes it. */
  open(): Promise<ProofStore>
  /**
   * What the storage declares, where that is not an atomic commit with keys of the application. A storage that declares
   * something else fails every case.
   */
  readonly capabilities?: Capabilities
  /**
   * A module, as a file URL, that another process can import. Its export `openShared(shared)` opens the data of
   * `ProofStore.shared` there; `openSharedWithFaults(shared, at)` does so as `openWithFaults` does, for the crash cases.
   * Without it the cases with several processes do not apply.
   */
  readonly worker?: string | URL
  /** The library fast-check, for the random model: `import * as fastCheck from 'fast-check'`. */
  readonly fastCheck?: FastCheck
  /**
   * Opens an empty store whose statements each call `at`, and wait for it, before and after they run, BEGIN, COMMIT and
   * ROLLBACK included. What `at` throws is thrown as if the driver had thrown it: a lost connection has the code
   * `ECONNRESET`, before a statement that never arrived as after one whose answer did not. Without it the cases with faults
   * and crashes do not apply.
   */
  openWithFaults?(at: (point: FaultPoint) => void | Promise<void>): Promise<ProofStore>
  /** How often each race is run, 5 by default. */
  readonly rounds?: number
  /** How many sequences the random model runs, 50 by default. */
  readonly runs?: number
  /** The seed of everything that is random, 1 by default. */
  readonly seed?: number
  /** How many processes race, 4 by default. */
  readonly processes?: number
  /** How many callers race in each process, 16 by default, 100 at most. */
  readonly callers?: number
}

/** What a case saw where every promise held. */
export interface ProofReport {
  /** How often it was run. */
  readonly rounds: number
  /** Rounds with more or fewer winners than there may be. */
  readonly wrongWinners: number
  /** Promises that did not hold, each in a sentence. */
  readonly brokenPromises: readonly string[]
}

/** One thing that a storage must do. Cases are apart from each other: run them in any order, or only some. */
export interface ProofCase {
  /** What kind of proof it is. */
  readonly group: 'contract' | 'races' | 'processes' | 'model' | 'faults' | 'crash'
  /** What must hold, as a title; no two cases of a group have the same. */
  readonly name: string
  /** Why it does not apply: a capability that the storage declares, or an option that was not given. Print it. */
  readonly exempt: string | null
  /**
   * Runs the case on a store of its own. It resolves where everything held, and rejects with a `ProofError` that says
   * what broke, seed included. A case that is exempt does nothing.
   */
  run(): Promise<ProofReport>
}

/** What a case rejects with. */
export interface ProofError extends Error {
  /** What was seen of it. */
  readonly report: ProofReport
}

export type { Arbitrary, FastCheck } from './testing/fast-check.ts'
export { type FixedClock, fixedClock } from './testing/fixed-clock.ts'
export { type MailSink, mailSink } from './testing/mail-sink.ts'
export type {
  FaultPoint,
  ProofCase,
  ProofError,
  ProofOptions,
  ProofReport,
  ProofStore,
} from './testing/proof.ts'
export { seededRandom } from './testing/seeded-random.ts'
export { type ProofTask, serveProof } from './testing/serve-proof.ts'
export { storageProof } from './testing/storage-proof.ts'

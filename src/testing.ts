export { airtableEmulator } from './testing/airtable/airtable-emulator.ts'
export type { AirtableEdit } from './testing/airtable/edit.ts'
export type {
  AirtableEmulator,
  AirtableEmulatorOptions,
  AirtableLimits,
  AirtableScope,
  AirtableServer,
} from './testing/airtable/emulator.ts'
export type { AirtableFault, AirtableFaultSchedule, AirtableFaults } from './testing/airtable/fault.ts'
export type { AirtableOperation, AirtableRequest } from './testing/airtable/request.ts'
export type {
  AirtableCell,
  AirtableCells,
  AirtableField,
  AirtableFieldType,
  AirtableRecord,
  AirtableTable,
  AirtableTableSchema,
} from './testing/airtable/table.ts'
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

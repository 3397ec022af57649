export { insert, remove, update } from '../../../../src/domain/change.ts'
export { type RecordKind, recordKinds } from '../../../../src/domain/records.ts'
export type { Storage } from '../../../../src/ports/storage.ts'
export { challengeRow, changeOf } from '../../../../src/testing/trial.ts'

export { add, type Change, guard, insert, remove, update, type Write } from '../../../../src/domain/change.ts'
export { type RecordKind, type Row, recordKinds } from '../../../../src/domain/records.ts'
export type { Storage } from '../../../../src/ports/storage.ts'
export {
  accountValues,
  challengeRow,
  changeOf,
  eventRow,
  invitationRow,
  NOW,
  sessionRow,
} from '../../../../src/testing/trial.ts'

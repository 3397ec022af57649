export { cachedStatements } from './cached-statements.ts'
export type { CheckOptions } from './check.ts'
export type { HostType } from './column-type.ts'
export type { Batch, BatchStatement } from './commit-batch.ts'
export {
  type KyselyStorage,
  type KyselyStorageOptions,
  kyselyStorage,
  type StorageDatabase,
} from './kysely-storage.ts'
export type {
  ColumnMapping,
  ConstantMapping,
  Mapping,
  MembershipOnAccount,
  PartsMapping,
  RecordMapping,
  StateValue,
} from './mapping.ts'
export { namedStatements } from './named-statements.ts'

export { type KyselyStorage, kyselyStorage, type StorageDatabase } from './kysely-storage.ts'

export { type AirtableStorage, airtableStorage, type Resolution } from './airtable-storage.ts'
export type { AccountsTable, AirtableOptions, Assumption, LinksTable } from './options.ts'
export type { Register } from './registered-order.ts'
export type { SetUp } from './setup.ts'

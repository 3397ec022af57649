import { canonicalEmail, type Row } from '../../../src/index.ts'
import type { Seen } from './entry.ts'
import type { AccountsTable } from './options.ts'
import { nameOf } from './people-fold.ts'
import type { AirtableRow, Cells } from './table.ts'

type Account = Row<'account'>

/** The fields of the host's table of people that are read. */
export const personFields = ({ name, email, passwordHash, state, key }: AccountsTable): readonly string[] => [
  ...[name].flat(),
  email,
  passwordHash,
  ...(state ? [state.field] : []),
  ...(key === undefined ? [] : [key]),
]

/** What a row says of a person; null where it has no address that could be one. */
export function seenOf({ fields }: AirtableRow, { name, email, passwordHash, state }: AccountsTable): Seen | null {
  const text = (field: string): string => (typeof fields[field] === 'string' ? fields[field].trim() : '')
  const address = canonicalEmail(text(email))
  if (address === null) return null
  const hash = text(passwordHash) || null
  return {
    email: address,
    name: [name].flat().map(text).filter(Boolean).join(' '),
    hash,
    status: statusOf(state && text(state.field), hash, state),
  }
}

/** What the field says, where it says something that is known; else whoever has a password is active. */
function statusOf(value: string | undefined, hash: string | null, state: AccountsTable['state']): Seen['status'] {
  const said = (['invited', 'active', 'suspended'] as const).find((status) => state?.values[status] === value)
  if (said === 'active' && hash === null) return 'invited'
  return said ?? (hash === null ? 'invited' : 'active')
}

/** What must be written into the row of a person for it to say what the log says; the name is the host's. */
export function missingOf(account: Account, seen: Seen, table: AccountsTable): Cells {
  const { state } = table
  return {
    ...(account.email === seen.email ? {} : { [table.email]: account.email }),
    ...(account.passwordHash === seen.hash ? {} : { [table.passwordHash]: account.passwordHash }),
    ...(!state || account.status === seen.status ? {} : { [state.field]: state.values[account.status] }),
  }
}

/** A row for somebody who did not come from the host's table. */
export const newRowOf = (account: Account, key: string, table: AccountsTable): Cells => ({
  ...missingOf(account, { email: '', name: '', hash: null, status: 'invited' }, table),
  ...(table.state && { [table.state.field]: table.state.values[account.status] }),
  ...([table.name].flat().length === 1 &&
    nameOf(account) !== '' && { [[table.name].flat()[0] ?? '']: nameOf(account) }),
  [key]: account.id,
})

import { logFields } from './entry.ts'
import type { Resolved } from './options.ts'
import { snapshotFields } from './snapshots.ts'

/** A field that must be there, and the types that it may have; the first is the one that `setup` makes. */
export interface FieldNeed {
  readonly name: string
  readonly types: readonly string[]
  readonly options?: object
}

/** A table that must be there. */
export interface TableNeed {
  readonly name: string
  readonly fields: readonly FieldNeed[]
  /** Whether `setup` makes it; the table of people is the host's. */
  readonly isOurs: boolean
}

const line = (name: string): FieldNeed => ({ name, types: ['singleLineText', 'multilineText'] })
const long = (name: string): FieldNeed => ({ name, types: ['multilineText'] })
const time = (name: string): FieldNeed => ({
  name,
  types: ['dateTime'],
  options: { timeZone: 'utc', dateFormat: { name: 'iso' }, timeFormat: { name: '24hour' } },
})
const text = (name: string): FieldNeed => ({
  name,
  types: ['singleLineText', 'multilineText', 'email', 'url', 'formula'],
})

/** What the base must have for these options. */
export function needsOf({ log, snapshots, accounts, links, register }: Resolved): readonly TableNeed[] {
  const numbered: readonly FieldNeed[] = register ? [] : [{ name: logFields.seq, types: ['autoNumber'] }]
  return [
    { name: log, isOurs: true, fields: [line(logFields.id), line(logFields.part), long(logFields.data), ...numbered] },
    {
      name: snapshots,
      isOurs: true,
      fields: [
        line(snapshotFields.id),
        { name: snapshotFields.upTo, types: ['number'], options: { precision: 0 } },
        line(snapshotFields.part),
        long(snapshotFields.data),
      ],
    },
    ...(accounts
      ? [
          {
            name: accounts.table,
            isOurs: false,
            fields: [
              ...[accounts.name].flat().map(text),
              { name: accounts.email, types: ['email', 'singleLineText'] },
              line(accounts.passwordHash),
              ...(accounts.state ? [{ name: accounts.state.field, types: ['singleLineText', 'singleSelect'] }] : []),
              ...(accounts.key === undefined ? [] : [{ name: accounts.key, types: ['singleLineText'] }]),
            ],
          },
        ]
      : []),
    ...(links
      ? [
          {
            name: links.table,
            isOurs: true,
            fields: [line(links.userId), line(links.token), time(links.createdAt), time(links.expiresAt)],
          },
        ]
      : []),
  ]
}

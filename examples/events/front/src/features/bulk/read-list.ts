import type { NewInvitation } from '../people/api/peopleApi.ts'

/** One line of the file: where it stands, and the invitation that it asks for. */
export interface Line extends NewInvitation {
  readonly line: number
}

export type ListFault = { readonly kind: 'unreadable'; readonly why: string } | { readonly kind: 'none' | 'columns' }

/** What the first line may call the columns, in either language. */
const columns: Readonly<Record<string, 'email' | 'role' | 'orgId' | 'eventIds'>> = {
  email: 'email',
  'e-mail': 'email',
  mail: 'email',
  adresse: 'email',
  role: 'role',
  rôle: 'role',
  organisation: 'orgId',
  organization: 'orgId',
  org: 'orgId',
  orgid: 'orgId',
  events: 'eventIds',
  eventids: 'eventIds',
  événements: 'eventIds',
  evenements: 'eventIds',
}

interface Known {
  readonly organizations: readonly { readonly id: string; readonly name: string }[]
  /** What roles are called, in the file: their identifiers and their names. */
  readonly roles: ReadonlyMap<string, string>
  /** Where those go whose line names no organisation; null for the inviter's own. */
  readonly place: string | null
}

const folded = (text: string) => text.trim().toLocaleLowerCase()

/** Reads a list of people; the parser is only loaded where somebody reads one. */
export async function readList(text: string, known: Known): Promise<readonly Line[] | ListFault> {
  const { parse } = await import('csv-parse/browser/esm/sync')
  let records: { record: Readonly<Record<string, string>>; info: { lines: number } }[]
  let header: readonly string[] = []
  try {
    records = parse(text, {
      bom: true,
      delimiter: [',', ';', '\t'],
      trim: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      relax_column_count: true,
      info: true,
      columns: (names: string[]) => {
        header = names.map((name) => columns[folded(name)] ?? name)
        return [...header]
      },
    }) as unknown as typeof records
  } catch (error) {
    return { kind: 'unreadable', why: error instanceof Error ? error.message : '' }
  }
  if (header.length === 0) return { kind: 'none' }
  if (!header.includes('email') || !header.includes('role')) return { kind: 'columns' }
  if (records.length === 0) return { kind: 'none' }
  const organizations = new Map(
    known.organizations.flatMap(({ id, name }) => [
      [folded(id), id],
      [folded(name), id],
    ]),
  )
  return records.map(({ record, info }) => {
    const { email = '', role = '', orgId = '', eventIds = '' } = record
    const place = orgId === '' ? known.place : (organizations.get(folded(orgId)) ?? orgId)
    const events = eventIds.split(/[\s|+/]+/).filter(Boolean)
    return {
      line: info.lines,
      email,
      role: known.roles.get(folded(role)) ?? role,
      ...(place === null ? {} : { orgId: place }),
      ...(events.length > 0 ? { eventIds: events } : {}),
    }
  })
}

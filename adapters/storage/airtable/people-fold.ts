import type { Row, Write } from '../../../src/index.ts'
import type { Rows } from '../memory/rows.ts'
import type { Seen, Sighting } from './entry.ts'
import { changeOf, eventOf } from './erase.ts'

/** What the log knows of a row in the host's table of people. */
export interface Known {
  /** Its account; null where it could not become one: its address is taken. */
  readonly account: string | null
  readonly seen: Seen
  /** The fields that the library has changed itself. */
  readonly ours: readonly (keyof Seen)[]
  /** When it was seen so, by the time of the log. */
  readonly at: number
}

interface People {
  readonly known: ReadonlyMap<string, Known>
  /** Applies what somebody saw in the host's table. */
  see(id: string, entry: { readonly sightings: readonly Sighting[] }, now: number): void
  /** Forgets the rows of an account that is erased. */
  forget(account: string): void
}

// A read may be a minute old (A2), its entry may be as late as an entry may be, and so may be the clock that says when it
// was read. The next sighting of the same row counts when no read can still show what was there before.
export const SETTLED = 2 * 5 * 60_000 + 2 * 60_000

/** People who are in the host's table become accounts, and what is changed there by hand is followed. */
export function createPeople(rows: Rows, earlier: readonly (readonly [string, Known])[]): People {
  const known = new Map<string, Known>(earlier)

  function adopt(id: string, { record, account: key, to }: Sighting, now: number): Known {
    const account = key ?? record
    const isThere = rows.tables.account.has(account)
    // A row that names an account which is not ours was typed by hand, or copied from another base.
    if (!isThere && key !== null) return { account: null, seen: to, ours: [], at: now }
    const write: Write = { write: 'insert', record: 'account', values: accountOf(account, to, now) }
    const writes = [write, eventOf(id, 'account.adopted', account, now)]
    const isOurs = isThere || rows.commit(changeOf(id, writes)) === 'committed'
    return { account: isOurs ? account : null, seen: to, ours: [], at: now }
  }

  /**
   * A field that the library has never changed is followed; else the library's value stays, and is written there again: a
   * late write of ours must not bring an old password back. A suspension by hand is followed in any case.
   */
  function follow(
    id: string,
    { to }: Sighting,
    { account: key, seen, ours }: Known,
    now: number,
  ): readonly (keyof Seen)[] {
    const account = key === null ? undefined : (rows.tables.account.get(key) as Row<'account'> | undefined)
    if (key === null || account === undefined) return ours
    const is = { email: account.email, hash: account.passwordHash, status: account.status, name: nameOf(account) }
    const changed = (['email', 'hash', 'status'] as const).filter((field) => is[field] !== seen[field])
    const all = [...new Set([...ours, ...changed])]
    const isFollowed = (field: keyof Seen): boolean =>
      to[field] !== seen[field] && is[field] === seen[field] && (!all.includes(field) || to[field] === 'suspended')
    // Sessions and links of before end with the address, the password and the suspension.
    const isOver = isFollowed('email') || isFollowed('hash') || (isFollowed('status') && to.status === 'suspended')
    const set = {
      ...(isFollowed('email') && { email: to.email }),
      ...(isFollowed('hash') && { passwordHash: to.hash }),
      ...(isFollowed('status') && { status: to.status }),
      ...(isFollowed('name') && { profile: { ...account.profile, name: to.name } }),
      ...(isOver && { epoch: account.epoch + 1 }),
    }
    if (Object.keys(set).length === 0) return all
    const update = (values: object) => {
      const write = { write: 'update', record: 'account', id: key, where: {}, set: values } as Write
      return rows.commit(changeOf(id, [write, eventOf(id, 'account.edited', key, now)]))
    }
    // An address that somebody else has must not keep the rest from being followed.
    if (update(set) === 'conflict') update({ ...set, email: account.email })
    return all
  }

  return {
    known,
    forget(account) {
      for (const [record, one] of known) if (one.account === account) known.delete(record)
    },
    see(id, { sightings }, now) {
      for (const [n, sighting] of sightings.entries()) {
        const { record, to } = sighting
        const earlier = known.get(record)
        const event = n === 0 ? id : `${id}.${n}`
        if (earlier === undefined || earlier.account === null) known.set(record, adopt(event, sighting, now))
        else if (now - earlier.at >= SETTLED) {
          const ours = follow(event, sighting, earlier, now)
          known.set(record, { account: earlier.account, seen: to, ours, at: now })
        }
      }
    },
  }
}

export const nameOf = ({ profile }: Pick<Row<'account'>, 'profile'>): string =>
  typeof profile['name'] === 'string' ? profile['name'] : ''

const accountOf = (id: string, { email, name, hash, status }: Seen, createdAt: number): Row<'account'> => ({
  id,
  email,
  username: null,
  usernameKey: null,
  status,
  passwordHash: hash,
  epoch: 0,
  profile: name === '' ? {} : { name },
  locale: null,
  invitationId: null,
  emailVerifiedAt: null,
  lastSeenAt: null,
  createdAt,
})

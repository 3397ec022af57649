import type { Kysely } from 'kysely'
import type { Organization } from '../placing.ts'
import type { EventsTables } from './tables.ts'

const examples: readonly Organization[] = [
  { id: 'festival-du-nord', name: 'Festival du Nord' },
  { id: 'salon-des-arts', name: 'Salon des Arts' },
  { id: 'nuit-des-sciences', name: 'Nuit des Sciences' },
]

/** What the product knows beside the library: its organisations, and whom it knows already. */
export interface Directory {
  readonly organizations: () => Promise<readonly Organization[]>
  readonly organization: (id: string) => Promise<Organization | undefined>
  /**
   * Addresses that nobody can be invited under: people who have completed their profile, anywhere, and those who wait for
   * another organisation. One who waits for the same organisation is the library's affair.
   */
  readonly known: (emails: readonly string[], orgId: string) => Promise<readonly string[]>
}

export async function createDirectory(db: Kysely<EventsTables>): Promise<Directory> {
  const all = db.selectFrom('organizations').select(['id', 'name'])
  if ((await all.limit(1).execute()).length === 0)
    await db.insertInto('organizations').values(examples).execute().catch(unlessThereAre(db))
  return {
    organizations: () => all.orderBy('name').execute(),
    organization: (id) => all.where('id', '=', id).executeTakeFirst(),
    known: async (emails, orgId) => {
      if (emails.length === 0) return []
      const found = await db
        .selectFrom('users')
        .leftJoin('invitations', 'invitations.id', 'users.invitation_id')
        .select(['users.email', 'users.org_id', 'users.profile_completed', 'invitations.status'])
        .where('users.email', 'in', emails)
        .execute()
      const isKnown = ({ org_id, profile_completed, status }: (typeof found)[number]) =>
        Boolean(profile_completed) || (status === 'pending' && org_id !== orgId)
      return found.filter(isKnown).map(({ email }) => email)
    },
  }
}

/** Another process that started at the same moment may have been faster. */
const unlessThereAre = (db: Kysely<EventsTables>) => async (error: unknown) => {
  if ((await db.selectFrom('organizations').select('id').execute()).length === 0) throw error
}

import type { Kysely } from 'kysely'
import type { Organization } from '../placing.ts'
import type { EventsTables } from './tables.ts'

const examples: readonly Organization[] = [
  { id: 'festival-du-nord', name: 'Festival du Nord' },
  { id: 'salon-des-arts', name: 'Salon des Arts' },
  { id: 'nuit-des-sciences', name: 'Nuit des Sciences' },
]

/** What the product knows beside the library: its organisations. */
export interface Directory {
  readonly organizations: () => Promise<readonly Organization[]>
  readonly organization: (id: string) => Promise<Organization | undefined>
}

export async function createDirectory(db: Kysely<EventsTables>): Promise<Directory> {
  const all = db.selectFrom('organizations').select(['id', 'name'])
  if ((await all.limit(1).execute()).length === 0)
    await db.insertInto('organizations').values(examples).execute().catch(unlessThereAre(db))
  return {
    organizations: () => all.orderBy('name').execute(),
    organization: (id) => all.where('id', '=', id).executeTakeFirst(),
  }
}

/** Another process that started at the same moment may have been faster. */
const unlessThereAre = (db: Kysely<EventsTables>) => async (error: unknown) => {
  if ((await db.selectFrom('organizations').select('id').execute()).length === 0) throw error
}

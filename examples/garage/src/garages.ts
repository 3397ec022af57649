import type { Pool } from 'pg'

/** A garage of the product's own table. */
export interface Garage {
  readonly id: string
  readonly name: string
}

/** What the product's own tables are asked, beside the library. */
export function createGarages(pool: Pool) {
  const all = async (): Promise<readonly Garage[]> =>
    (await pool.query<Garage>('select id, name from garages order by lower(name), id limit 500')).rows

  const named = async (ids: readonly string[]): Promise<readonly Garage[]> =>
    (await pool.query<Garage>('select id, name from garages where id = any($1::uuid[]) order by lower(name)', [ids]))
      .rows

  /** What mails and pages call a scope. */
  const describe = async (scope: string) => {
    const [garage] = scope === '*' ? [] : await named([scope])
    return { name: garage?.name ?? 'Établi' }
  }

  /**
   * Makes a garage and its maker the owner, in one statement; null for somebody who has a garage. `created_by` is unique:
   * of two who press the button at once one wins.
   */
  const found = async (name: string, userId: string): Promise<Garage | null> => {
    const { rows } = await pool.query<Garage>(
      `with made as (
         insert into garages (name, created_by)
         select $1::text, u.id from users u
         where u.id = $2::uuid
           and not exists (select from garage_members m where m.user_id = u.id and m.garage_id is not null)
         on conflict (created_by) do nothing
         returning id, name
       ), owned as (
         insert into garage_members (garage_id, user_id, role) select id, $2::uuid, 'owner' from made
       )
       select id, name from made`,
      [name, userId],
    )
    return rows[0] ?? null
  }

  return { all, named, describe, found }
}

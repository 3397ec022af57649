import { type Host, madeKey } from './host.ts'

/** Tables for everything that the library does: any scope, members of their own, states that look the same. */
export const choir: Host = {
  name: 'choir',
  schema: (engine) => {
    const key = madeKey[engine]
    const text = engine === 'mysql' ? 'varchar(191) character set utf8mb4 collate utf8mb4_bin' : 'text'
    return [
      `create table singers (id ${key}, address ${text} not null unique, secret ${text}, first_name ${text}, is_active boolean not null default false)`,
      `create table seats_in_choir (seat ${text} primary key, singer integer not null, choir ${text} not null, part ${text}, unique (singer, choir))`,
      `create table offers (code ${text} primary key, hash ${text} not null, address ${text}, ends_at bigint not null, closed boolean not null default false, by_singer integer)`,
    ]
  },
  mapping: () => ({
    account: {
      table: 'singers',
      keys: 'database',
      columns: {
        id: { column: 'id', type: 'integer' },
        email: 'address',
        passwordHash: 'secret',
        profile: { parts: { name: 'first_name' } },
      },
      states: { active: { is_active: true }, invited: { is_active: false }, suspended: { is_active: false } },
    },
    membership: {
      table: 'seats_in_choir',
      columns: { id: 'seat', accountId: { column: 'singer', type: 'integer' }, scope: 'choir', role: 'part' },
    },
    invitation: {
      table: 'offers',
      link: 'hash',
      columns: {
        id: 'code',
        email: 'address',
        expiresAt: 'ends_at',
        createdBy: { column: 'by_singer', type: 'integer' },
      },
      states: {
        pending: { closed: false },
        accepted: { closed: true },
        declined: { closed: true },
        revoked: { closed: true },
      },
    },
  }),
}

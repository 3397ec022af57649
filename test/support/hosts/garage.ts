import type { Host } from './host.ts'

/** A product for garages: keys that are UUIDs, times with a zone, an invitation that is used when a time says so. */
export const garage: Host = {
  name: 'garage',
  schema: (engine) => {
    const uuid = { postgres: 'uuid', mysql: 'char(36) character set ascii', sqlite: 'text' }[engine]
    const time = { postgres: 'timestamptz', mysql: 'timestamp(3)', sqlite: 'text' }[engine]
    const exact = engine === 'mysql' ? ' character set utf8mb4 collate utf8mb4_bin' : ''
    const text = engine === 'mysql' ? `varchar(255)${exact}` : 'text'
    return [
      `create table users (id ${uuid} primary key, email ${text} not null unique, password_hash ${text}, created_at ${time} null)`,
      `create table garages (id ${uuid} primary key, name ${text})`,
      `create table garage_members (garage_id ${uuid}, user_id ${uuid} not null, role ${text}, unique (user_id, garage_id))`,
      `create table invites (id ${uuid} primary key, garage_id ${uuid} null, email ${text} not null, token ${text} not null unique,
        expires_at ${time} not null, used_at ${time} null, created_at ${time} null, created_by ${uuid} null)`,
    ]
  },
  mapping: (engine) => {
    const zoned = (column: string) => ({ column, type: 'timestamptz' }) as const
    const uuid = (column: string) => ({ column, type: 'uuid' }) as const
    const set = { used_at: { set: 'timestamptz' } } as const
    return {
      account: {
        table: 'users',
        columns: { id: uuid('id'), email: 'email', passwordHash: 'password_hash', createdAt: zoned('created_at') },
      },
      membership: {
        table: 'garage_members',
        columns: {
          id: { column: 'member_id', type: engine === 'postgres' ? 'uuid' : 'text', add: true },
          accountId: uuid('user_id'),
          scope: { ...uuid('garage_id'), nullIs: '*' },
          role: 'role',
        },
      },
      invitation: {
        table: 'invites',
        link: 'token',
        columns: {
          id: uuid('id'),
          scope: { ...uuid('garage_id'), nullIs: '*' },
          email: 'email',
          expiresAt: zoned('expires_at'),
          createdAt: zoned('created_at'),
          createdBy: uuid('created_by'),
        },
        states: { pending: { used_at: null }, accepted: set, declined: set, revoked: set },
      },
    }
  },
}

import type { Mapping } from 'invitekit/kysely'
import type { Engine } from '../../shared/database.ts'

const key = {
  sqlite: 'integer primary key autoincrement',
  postgres: 'serial primary key',
  mysql: 'int auto_increment primary key',
}
const time = { sqlite: 'text', postgres: 'timestamp', mysql: 'datetime(3)' }
const whole = { sqlite: 'integer', postgres: 'integer', mysql: 'int' }

/** The tables that the station has today. Where they are there already, nothing happens. */
export const stationTables = (engine: Engine): readonly string[] => {
  // Two addresses that differ in an accent are two people, also to the database.
  const exact = engine === 'mysql' ? ' character set utf8mb4 collate utf8mb4_bin' : ''
  return [
    `create table if not exists users (
      id ${key[engine]},
      username varchar(64)${exact},
      email varchar(255)${exact} not null unique,
      hashed_password varchar(255)${exact},
      name varchar(100),
      family_name varchar(100),
      phone_number varchar(40),
      is_active boolean not null default false,
      created_at ${time[engine]} not null
    )`,
    `create table if not exists invite_tokens (
      token varchar(191)${exact} primary key,
      email varchar(255)${exact},
      expires_at ${time[engine]} not null,
      used boolean not null default false
    )`,
    `create table if not exists show_plans (
      id ${key[engine]},
      user_id ${whole[engine]} not null references users (id),
      title varchar(200) not null,
      plan text not null,
      created_at ${time[engine]} not null
    )`,
  ]
}

/** Where the library's records live in them. What the tables lack it keeps beside them; the token becomes a hash. */
export const mapping: Mapping = {
  account: {
    table: 'users',
    keys: 'database',
    columns: {
      id: { column: 'id', type: 'integer' },
      username: 'username',
      email: 'email',
      passwordHash: 'hashed_password',
      profile: { parts: { name: 'name', family_name: 'family_name', phone_number: 'phone_number' } },
      createdAt: { column: 'created_at', type: 'timestamp' },
    },
    states: { active: { is_active: true }, suspended: { is_active: false }, invited: { is_active: false } },
  },
  invitation: {
    table: 'invite_tokens',
    link: 'token',
    columns: {
      id: { column: 'invitation_id', type: 'text', add: true },
      email: 'email',
      expiresAt: { column: 'expires_at', type: 'timestamp' },
    },
    states: { pending: { used: false }, accepted: { used: true }, declined: { used: true }, revoked: { used: true } },
  },
}

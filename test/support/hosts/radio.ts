import { type Host, madeKey } from './host.ts'

/** A radio station: users with keys that the database makes, a role on the user's own row, tokens that are used or not. */
export const radio: Host = {
  name: 'radio',
  schema: (engine) => {
    const key = madeKey[engine]
    const exact = engine === 'mysql' ? ' character set utf8mb4 collate utf8mb4_bin' : ''
    const time = { postgres: 'timestamp', mysql: 'datetime(3)', sqlite: 'text' }[engine]
    return [
      `create table users (id ${key}, username varchar(64)${exact}, email varchar(255)${exact} not null unique,
        name varchar(100), family_name varchar(100), phone_number varchar(40), password_hash varchar(255)${exact},
        role varchar(40), is_active boolean not null default false, theme varchar(20) not null)`,
      `create table invite_tokens (token varchar(191)${exact} primary key, email varchar(255)${exact}, expires_at ${time} not null, used boolean not null default false)`,
      `insert into users (email, name, role, is_active, password_hash, theme)
        values ('chief@radio.example', 'Chief', 'owner', true, 'plain:${btoa(encodeURIComponent('an old password of 20'))}', 'dark')`,
    ]
  },
  mapping: () => ({
    account: {
      table: 'users',
      keys: 'database',
      columns: {
        id: { column: 'id', type: 'integer' },
        email: 'email',
        passwordHash: 'password_hash',
        profile: { parts: { name: 'name', family_name: 'family_name', phone_number: 'phone_number' } },
      },
      states: { active: { is_active: true }, suspended: { is_active: false }, invited: { is_active: false } },
      fill: { theme: 'plain' },
    },
    membership: { on: 'account', columns: { role: 'role', scope: { value: '*' } } },
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
  }),
}

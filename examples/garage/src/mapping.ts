import type { Mapping } from 'invitekit/kysely'

const uuid = (column: string) => ({ column, type: 'uuid' }) as const
const zoned = (column: string) => ({ column, type: 'timestamptz' }) as const
/** No garage in particular is the whole product. */
const garage = { ...uuid('garage_id'), nullIs: '*' } as const
const used = { used_at: { set: 'timestamptz' } } as const

/** Where the library's records live in the product's tables. What these lack is kept beside them. */
export const mapping: Mapping = {
  account: {
    table: 'users',
    columns: { id: uuid('id'), email: 'email', passwordHash: 'password_hash', createdAt: zoned('created_at') },
  },
  membership: {
    table: 'garage_members',
    columns: { id: uuid('member_id'), accountId: uuid('user_id'), scope: garage, role: 'role' },
  },
  invitation: {
    table: 'invites',
    link: 'token',
    columns: {
      id: uuid('id'),
      scope: garage,
      email: 'email',
      expiresAt: zoned('expires_at'),
      createdAt: zoned('created_at'),
      createdBy: uuid('created_by'),
    },
    states: { pending: { used_at: null }, accepted: used, declined: used, revoked: used },
  },
}

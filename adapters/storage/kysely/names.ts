import type { RecordKind } from '../../../src/index.ts'

const tables: { readonly [K in RecordKind]: string } = {
  account: 'invitekit_accounts',
  membership: 'invitekit_memberships',
  invitation: 'invitekit_invitations',
  challenge: 'invitekit_challenges',
  session: 'invitekit_sessions',
  refreshToken: 'invitekit_refresh_tokens',
  message: 'invitekit_messages',
  event: 'invitekit_events',
}

/** The table of a record. */
export const tableOf = (kind: RecordKind): string => tables[kind]

/** The column of a field: `expiresAt` is `expires_at`. */
export const columnOf = (field: string): string => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

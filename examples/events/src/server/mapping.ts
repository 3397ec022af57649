import type { Mapping } from 'invitekit/kysely'

/** Where the library's records live in the product's tables. What the tables lack it keeps beside them. */
export const mapping: Mapping = {
  account: {
    table: 'users',
    columns: {
      id: { column: 'id', type: 'uuid' },
      email: 'email',
      passwordHash: 'password_hash',
      profile: { parts: { firstName: 'first_name', lastName: 'last_name', phone: 'phone', avatarUrl: 'avatar_url' } },
      invitationId: { column: 'invitation_id', type: 'uuid' },
      emailVerifiedAt: { column: 'email_verified_at', type: 'timestamp' },
      createdAt: { column: 'created_at', type: 'timestamp' },
    },
    states: {
      invited: { is_active: false, profile_completed: false },
      active: { is_active: true, profile_completed: true },
      suspended: { is_active: false, profile_completed: true },
    },
  },
  invitation: {
    table: 'invitations',
    columns: {
      id: { column: 'id', type: 'uuid' },
      email: 'email',
      role: 'role_id',
      scope: { column: 'org_id', nullIs: '*' },
      createdBy: { column: 'invited_by', type: 'uuid' },
      createdAt: { column: 'created_at', type: 'timestamp' },
      expiresAt: { column: 'expires_at', type: 'timestamp' },
      acceptedAt: { column: 'accepted_at', type: 'timestamp' },
    },
    states: {
      pending: { status: 'pending' },
      accepted: { status: 'accepted' },
      declined: { status: 'declined' },
      revoked: { status: 'revoked' },
    },
  },
}

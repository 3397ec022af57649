import { definePermissions } from 'invitekit'
import { grants } from './roles.ts'

/** The ladder: seven roles, what each may do, and whom it may invite. */
export const permissions = definePermissions({
  flags: [
    'events.view',
    'events.edit',
    'checkin.scan',
    'partners.view',
    'people.view',
    'people.invite',
    'people.suspend',
    'security.watch',
  ],
  roles: {
    // The last active one can neither be suspended nor removed.
    SUPER_ADMIN: { flags: 'all', keepOne: true },
    ORG_ADMIN: { flags: 'all' },
    ORG_MANAGER: ['events.view', 'events.edit', 'checkin.scan', 'partners.view', 'people.view', 'people.invite'],
    EVENT_MANAGER: ['events.view', 'events.edit'],
    CHECKIN_STAFF: ['events.view', 'checkin.scan'],
    PARTNER: ['events.view', 'partners.view'],
    READONLY: ['events.view'],
  },
  grants,
  verbs: { invite: 'people.invite', view: 'people.view', suspend: 'people.suspend', audit: 'security.watch' },
})

export type Flag = (typeof permissions.flags)[number]

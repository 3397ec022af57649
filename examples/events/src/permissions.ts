import { definePermissions } from 'invitekit'

const staff = ['EVENT_MANAGER', 'CHECKIN_STAFF', 'PARTNER', 'READONLY'] as const

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
    ORG_ADMIN: [
      'events.view',
      'events.edit',
      'checkin.scan',
      'partners.view',
      'people.view',
      'people.invite',
      'people.suspend',
      'security.watch',
    ],
    ORG_MANAGER: ['events.view', 'events.edit', 'checkin.scan', 'partners.view', 'people.view', 'people.invite'],
    EVENT_MANAGER: ['events.view', 'events.edit'],
    CHECKIN_STAFF: ['events.view', 'checkin.scan'],
    PARTNER: ['events.view', 'partners.view'],
    READONLY: ['events.view'],
  },
  grants: {
    SUPER_ADMIN: ['ORG_ADMIN', 'ORG_MANAGER', ...staff],
    ORG_ADMIN: ['ORG_ADMIN', 'ORG_MANAGER', ...staff],
    ORG_MANAGER: staff,
  },
  verbs: { invite: 'people.invite', view: 'people.view', suspend: 'people.suspend', audit: 'security.watch' },
})

export type Role = (typeof permissions.roles)[number]
export type Flag = (typeof permissions.flags)[number]

/** The roles whose invitation may name events. */
export const rolesWithEvents: ReadonlySet<string> = new Set<Role>(['EVENT_MANAGER', 'CHECKIN_STAFF', 'PARTNER'])

import { definePermissions } from 'invitekit'

/** Administrators look after the product; owners have a garage. Only the former invite. */
export const permissions = definePermissions({
  flags: [
    'people.invite',
    'people.view',
    'people.edit',
    'people.suspend',
    'people.reset',
    'audit.view',
    'garage.manage',
  ],
  roles: {
    administrator: { flags: 'all', keepOne: true },
    owner: ['garage.manage', 'people.view'],
  },
  grants: { administrator: ['administrator', 'owner'] },
  verbs: {
    invite: 'people.invite',
    view: 'people.view',
    edit: 'people.edit',
    suspend: 'people.suspend',
    reset: 'people.reset',
    audit: 'audit.view',
  },
})

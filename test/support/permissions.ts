import { definePermissions } from '../../src/index.ts'

/** The permissions of most tests: a ladder of three roles, the top one never empty. */
export const permissions = definePermissions({
  flags: ['people.view', 'people.invite', 'people.edit', 'people.suspend', 'audit.view', 'pages.write'],
  roles: {
    owner: { flags: 'all', keepOne: true },
    admin: ['people.view', 'people.invite', 'people.edit', 'people.suspend', 'audit.view'],
    member: ['people.view'],
  },
  grants: { owner: ['owner', 'admin', 'member'], admin: ['admin', 'member'] },
  verbs: {
    invite: 'people.invite',
    view: 'people.view',
    edit: 'people.edit',
    suspend: 'people.suspend',
    reset: 'people.edit',
    audit: 'audit.view',
  },
})

import { definePermissions } from 'invitekit'

/** Who may do what: a closed list of flags, three roles made of them, and who may invite whom. */
export const permissions = definePermissions({
  flags: ['people.view', 'people.invite', 'people.edit', 'people.suspend', 'audit.view'],
  roles: {
    // The last active owner cannot be suspended, demoted or removed.
    owner: { flags: 'all', keepOne: true },
    admin: ['people.view', 'people.invite', 'people.edit', 'people.suspend'],
    member: ['people.view'],
  },
  grants: { owner: ['owner', 'admin', 'member'], admin: ['admin', 'member'] },
  verbs: {
    invite: 'people.invite',
    view: 'people.view',
    edit: 'people.edit',
    suspend: 'people.suspend',
    audit: 'audit.view',
  },
})

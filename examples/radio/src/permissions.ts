import { definePermissions } from 'invitekit'
import { flags } from './flags.ts'

/** The station has no roles: everybody holds flags of their own. */
export const permissions = definePermissions({
  flags,
  verbs: {
    invite: 'can_edit_users',
    assign: 'can_assign_roles',
    view: 'can_view_users',
    edit: 'can_edit_users',
    suspend: 'can_desable_users',
    reset: 'can_edit_users',
  },
})

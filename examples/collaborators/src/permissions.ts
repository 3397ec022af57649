import { definePermissions } from 'invitekit'

/** Collaborators hold nothing: they set their password and log in. Administrators make the links. */
export const permissions = definePermissions({
  flags: ['people.view', 'people.invite'],
  roles: { administrator: { flags: 'all', keepOne: true } },
  verbs: { view: 'people.view', invite: 'people.invite' },
})

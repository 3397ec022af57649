/** What people may do, by section of the back office. The spelling is the station's, typos included: clients read it. */
export const sections = {
  Showplans: [
    'can_acces_showplan_broadcast_section',
    'can_acces_showplan_section',
    'can_create_showplan',
    'can_edit_showplan',
    'can_archive_showplan',
    'can_archiveStatusChange_showplan',
    'can_delete_showplan',
    'can_destroy_showplan',
    'can_changestatus_showplan',
    'can_changestatus_owned_showplan',
    'can_changestatus_archived_showplan',
    'can_setOnline_showplan',
    'can_viewAll_showplan',
  ],
  Utilisateurs: [
    'can_acces_users_section',
    'can_view_users',
    'can_edit_users',
    'can_desable_users',
    'can_delete_users',
  ],
  Rôles: ['can_manage_roles', 'can_assign_roles'],
  Invités: ['can_acces_guests_section', 'can_view_guests', 'can_edit_guests', 'can_delete_guests'],
  Présentateurs: [
    'can_acces_presenters_section',
    'can_view_presenters',
    'can_create_presenters',
    'can_edit_presenters',
    'can_delete_presenters',
  ],
  Émissions: [
    'can_acces_emissions_section',
    'can_view_emissions',
    'can_create_emissions',
    'can_edit_emissions',
    'can_delete_emissions',
    'can_manage_emissions',
  ],
  Notifications: ['can_view_notifications', 'can_manage_notifications'],
  'Audit & Historique': ['can_view_audit_logs', 'can_view_login_history'],
  Global: ['can_manage_settings'],
  Messages: ['can_view_messages', 'can_send_messages', 'can_delete_messages'],
  Fichiers: ['can_view_files', 'can_upload_files', 'can_delete_files'],
  Tâches: ['can_view_tasks', 'can_create_tasks', 'can_edit_tasks', 'can_delete_tasks', 'can_assign_tasks'],
  Archives: ['can_view_archives', 'can_destroy_archives', 'can_restore_archives', 'can_delete_archives'],
  'Citations (Firebase)': [
    'quotes_view',
    'quotes_create',
    'quotes_edit',
    'quotes_delete',
    'quotes_publish',
    'stream_transcription_view',
    'stream_transcription_create',
    'quotes_capture_live',
  ],
} as const

export type Section = keyof typeof sections

export type Flag = (typeof sections)[Section][number]

/** All 63, in the station's order. */
export const flags: readonly Flag[] = Object.values(sections).flat()

import type { Flag, Section } from '../../../src/flags.ts'
import { language } from './language.ts'

type Both = readonly [fr: string, en: string]

const actions: Readonly<Record<string, Both>> = {
  view: ['Voir', 'View'],
  create: ['Créer', 'Create'],
  edit: ['Modifier', 'Edit'],
  delete: ['Supprimer', 'Delete'],
  destroy: ['Détruire définitivement', 'Destroy for good'],
  archive: ['Archiver', 'Archive'],
  restore: ['Restaurer', 'Restore'],
  manage: ['Gérer', 'Manage'],
  assign: ['Attribuer', 'Assign'],
  desable: ['Suspendre', 'Suspend'],
  send: ['Envoyer', 'Send'],
  upload: ['Déposer', 'Upload'],
  publish: ['Publier', 'Publish'],
  setOnline: ['Mettre à l’antenne', 'Put on air'],
  viewAll: ['Voir ceux de tous', 'View everybody’s'],
  changestatus: ['Changer le statut', 'Change the status'],
  archiveStatusChange: ['Changer le statut d’archive', 'Change the archive status'],
}

const own: { readonly [flag in Flag]?: Both } = {
  can_acces_showplan_broadcast_section: ['Ouvrir la rubrique diffusion', 'Open the broadcast section'],
  can_changestatus_owned_showplan: ['Changer le statut des siens', 'Change the status of one’s own'],
  can_changestatus_archived_showplan: ['Changer le statut des archivés', 'Change the status of archived ones'],
  can_view_audit_logs: ['Voir le journal d’audit', 'View the audit log'],
  can_view_login_history: ['Voir l’historique des connexions', 'View the log-in history'],
  can_manage_settings: ['Gérer les réglages', 'Manage the settings'],
  stream_transcription_view: ['Voir la transcription du direct', 'View the live transcription'],
  stream_transcription_create: ['Transcrire le direct', 'Transcribe the live stream'],
  quotes_capture_live: ['Capter une citation en direct', 'Capture a quote live'],
}

const sectionsInEnglish: Readonly<Record<Section, string>> = {
  Showplans: 'Show plans',
  Utilisateurs: 'Users',
  Rôles: 'Roles',
  Invités: 'Guests',
  Présentateurs: 'Presenters',
  Émissions: 'Shows',
  Notifications: 'Notifications',
  'Audit & Historique': 'Audit & history',
  Global: 'Whole system',
  Messages: 'Messages',
  Fichiers: 'Files',
  Tâches: 'Tasks',
  Archives: 'Archives',
  'Citations (Firebase)': 'Quotes (Firebase)',
}

const inLanguage = ([fr, en]: Both): string => (language === 'fr' ? fr : en)

/** What a flag lets somebody do, below the name of its section. */
export function flagLabel(flag: Flag): string {
  const found = own[flag]
  if (found) return inLanguage(found)
  if (/^can_acces_\w+_section$/.test(flag)) return inLanguage(['Ouvrir la rubrique', 'Open the section'])
  const action = flag.startsWith('quotes_') ? flag.slice('quotes_'.length) : flag.split('_')[1]
  const known = actions[action ?? '']
  return known ? inLanguage(known) : flag
}

export const sectionLabel = (section: Section): string => {
  if (language === 'en') return sectionsInEnglish[section]
  return section === 'Showplans' ? 'Conducteurs' : section
}

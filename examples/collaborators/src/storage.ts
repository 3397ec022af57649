import type { Clock } from 'invitekit'
import { type AirtableOptions, type AirtableStorage, airtableStorage } from 'invitekit/airtable'
import type { Base } from './settings.ts'

/** What the tables and fields of the base are called. Yours have other names: this is the place to say so. */
export const tables = {
  accounts: {
    table: 'COLLABORATEURS',
    name: ['Prénom', 'Nom'],
    email: 'Email',
    passwordHash: 'Mot de passe',
    state: { field: 'État', values: { invited: 'À activer', active: 'Actif', suspended: 'Suspendu' } },
  },
  links: {
    table: 'SIGNUP_TOKENS',
    purpose: 'activation',
    userId: 'user_id',
    token: 'token',
    createdAt: 'created_at',
    expiresAt: 'expires_at',
  },
} as const satisfies AirtableOptions['tables']

/** Airtable takes five requests a second from all of us: the server that is starting, the pages, the script beside them. */
export const openStorage = (base: Base, requestsPerSecond: number, clock?: Clock): AirtableStorage =>
  airtableStorage({
    ...base,
    ...(clock && { clock }),
    requestsPerSecond,
    acceptAssumptions: ['numbers-rise', 'visible-in-a-minute', 'nobody-edits-the-log'],
    tables,
  })

import type { AirtableOptions } from '../../../../adapters/storage/airtable/index.ts'
import type { AirtableCells, AirtableTable } from '../../../../src/testing/airtable/table.ts'
import { logTables } from './base.ts'

/** A host whose people are in Airtable already. */
export const mapping = {
  accounts: {
    table: 'COLLABORATEURS',
    name: ['Prénom', 'Nom'],
    email: 'Email',
    passwordHash: 'Mot de passe',
    state: { field: 'État', values: { invited: 'Invité', active: 'Actif', suspended: 'Suspendu' } },
    key: 'invitekit_id',
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

export const withPeople = (records: readonly AirtableCells[]): readonly AirtableTable[] => [
  ...logTables,
  {
    name: 'COLLABORATEURS',
    fields: [
      { name: 'Nom', type: 'singleLineText' },
      { name: 'Prénom', type: 'singleLineText' },
      { name: 'Email', type: 'email' },
      { name: 'Mot de passe', type: 'singleLineText' },
      {
        name: 'État',
        type: 'singleSelect',
        options: { choices: [{ name: 'Invité' }, { name: 'Actif' }, { name: 'Suspendu' }] },
      },
      { name: 'invitekit_id', type: 'singleLineText' },
    ],
    records,
  },
  {
    name: 'SIGNUP_TOKENS',
    fields: [
      { name: 'user_id', type: 'singleLineText' },
      { name: 'token', type: 'singleLineText' },
      { name: 'created_at', type: 'dateTime' },
      { name: 'expires_at', type: 'dateTime' },
    ],
  },
]

export const collaborators = withPeople([])

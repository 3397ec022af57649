import { type AirtableEmulator, type AirtableTable, airtableEmulator } from 'invitekit/testing'
import { type Base, settings } from './settings.ts'
import { tables } from './storage.ts'

const people = [
  ['Ada', 'Lovelace'],
  ['Blaise', 'Cendrars'],
  ['Camille', 'Claudel'],
  ['Denis', 'Diderot'],
  ['Émilie', 'du Châtelet'],
  ['Françoise', 'Barré-Sinoussi'],
  ['Gaspard', 'Monge'],
  ['Hélène', 'Boucher'],
  ['Irène', 'Joliot-Curie'],
  ['Jean-Baptiste', 'Poquelin'],
  ['Katia', 'Krafft'],
  ['Léopold', 'Senghor'],
] as const

const { accounts, links } = tables
const [firstName, lastName] = accounts.name
const line = (name: string) => ({ name, type: 'singleLineText' }) as const
const long = (name: string) => ({ name, type: 'multilineText' }) as const
const time = (name: string) => ({ name, type: 'dateTime' }) as const

const addressOf = (...names: readonly string[]): string =>
  names
    .map((name) =>
      name
        .normalize('NFD')
        .replaceAll(/\p{M}/gu, '')
        .replaceAll(/[^\w-]/g, ''),
    )
    .join('.')
    .toLowerCase()

/** A base as a person has it after `setup` and the one field that is made by hand, with a dozen people. */
export const emulatedTables: readonly AirtableTable[] = [
  {
    name: accounts.table,
    fields: [
      line(firstName),
      line(lastName),
      { name: accounts.email, type: 'email' },
      line(accounts.passwordHash),
      {
        name: accounts.state.field,
        type: 'singleSelect',
        options: { choices: Object.values(accounts.state.values).map((name) => ({ name })) },
      },
    ],
    records: people.map(([first, last]) => ({
      [firstName]: first,
      [lastName]: last,
      [accounts.email]: `${addressOf(first, last)}@marceau.example`,
      [accounts.state.field]: accounts.state.values.invited,
    })),
  },
  {
    name: links.table,
    fields: [line(links.userId), line(links.token), time(links.createdAt), time(links.expiresAt)],
  },
  {
    name: 'invitekit_log',
    fields: [line('commit_id'), line('part'), long('data'), { name: 'seq', type: 'autoNumber' }],
  },
  {
    name: 'invitekit_log_snapshots',
    fields: [
      line('snapshot_id'),
      { name: 'up_to', type: 'number', options: { precision: 0 } },
      line('part'),
      long('data'),
    ],
  },
]

/** A base in memory that stands for one of Airtable's. It is the same each time, and forgets what happened when it ends. */
export const emulatedBase = (): AirtableEmulator => airtableEmulator({ tables: emulatedTables })

/** How others find the emulator of the server that runs on `PORT`. */
export function emulatorOnPort({ id, token }: AirtableEmulator): Base {
  return { base: id, token, endpoint: `http://127.0.0.1:${settings.emulatorPort}` }
}

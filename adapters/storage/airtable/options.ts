import type { Clock } from '../../../src/index.ts'
import { isFieldName } from './formula.ts'
import type { Register } from './registered-order.ts'
import { machineTime, type Time } from './time.ts'

/**
 * What Airtable does not promise, and a commit rests on:
 * `numbers-rise` (A1): autoNumber fields give each row a number of its own, a later row a higher one;
 * `visible-in-a-minute` (A2): every read that begins a minute after a row was made shows it;
 * `nobody-edits-the-log` (A3): people and other programs leave the tables of the log alone.
 */
export type Assumption = 'numbers-rise' | 'visible-in-a-minute' | 'nobody-edits-the-log'

/** Which fields of the host's table say what of a person. */
export interface AccountsTable {
  /** The name of the table, or its key. */
  readonly table: string
  /** The display name: one field, or first and last name. Only read. */
  readonly name: string | readonly string[]
  /** The e-mail address. People without one, or with somebody else's, do not become accounts. */
  readonly email: string
  /** The hash of the password. Hashes that are there already verify, if the password hasher knows their kind. */
  readonly passwordHash: string
  /** The state as text or select; without it whoever has a hash is active, and others are invited. */
  readonly state?: {
    /** The field. */
    readonly field: string
    /** What it says for each state. */
    readonly values: { readonly [state in 'invited' | 'active' | 'suspended']: string }
  }
  /** A text field for the keys of accounts that did not come from this table: with it they get a row here too. */
  readonly key?: string
}

/** Which fields of the host's table say what of a link that lives. Rows are deleted when it has been used or has died. */
export interface LinksTable {
  /** The name of the table, or its key. */
  readonly table: string
  /** Which links are shown there. */
  readonly purpose: 'activation' | 'reset'
  /** The key of the account, as text. */
  readonly userId: string
  /** The hash of the link's secret, as text: never the secret. */
  readonly token: string
  /** When it was made: a date with time. */
  readonly createdAt: string
  /** When it lapses: a date with time. A date alone would turn 24 hours into a day. */
  readonly expiresAt: string
}

/** The options of `airtableStorage`. */
export interface AirtableOptions {
  /** The key of the base: `app` and 14 characters. */
  readonly base: string
  /** A personal access token for that base: `data.records:read`, `data.records:write`, `schema.bases:read`, and `schema.bases:write` for `setup`. */
  readonly token: string
  /** What the host knows and accepts that Airtable does not promise. The service starts only where all are named; a `register` needs the last alone. */
  readonly acceptAssumptions: readonly Assumption[]
  /** The table of the log: `invitekit_log`. Its snapshots are in a table of that name and `_snapshots`. */
  readonly log?: string
  /** The host's own tables, which follow the log. */
  readonly tables?: { readonly accounts?: AccountsTable; readonly links?: LinksTable }
  /** Decides in place of Airtable's numbers: Redis or SQL, where the host has them. */
  readonly register?: Register
  /** Requests to the base that this process sends in a second: 4. Airtable takes 5 from all processes together. */
  readonly requestsPerSecond?: number
  /** Keeps a serverless process alive until the host's tables have followed. */
  readonly waitUntil?: (work: Promise<unknown>) => void
  /** Sends requests: the global `fetch`. */
  readonly fetch?: typeof fetch
  /** Where the API is: `https://api.airtable.com`. */
  readonly endpoint?: string
  /** The time, for tests; the machine's by default. */
  readonly clock?: Clock
  /** Calls back after some milliseconds, and returns what prevents it, for tests; `setTimeout` by default. */
  readonly after?: (milliseconds: number, then: () => void) => () => void
  /** Numbers from 0 to 1 for the length of pauses, for tests; `Math.random` by default. */
  readonly random?: () => number
}

/** The options as they are used. */
export interface Resolved {
  readonly base: string
  readonly token: string
  readonly log: string
  readonly snapshots: string
  readonly accounts: AccountsTable | null
  readonly links: LinksTable | null
  readonly register: Register | null
  readonly requestsPerSecond: number
  readonly waitUntil: (work: Promise<unknown>) => void
  readonly fetch: typeof fetch
  readonly endpoint: string
  readonly time: Time
  readonly unaccepted: readonly Assumption[]
}

const assumptions: readonly Assumption[] = ['numbers-rise', 'visible-in-a-minute', 'nobody-edits-the-log']

const names: readonly string[] = [
  ...['base', 'token', 'acceptAssumptions', 'log', 'tables', 'register', 'requestsPerSecond', 'waitUntil', 'fetch'],
  ...['endpoint', 'clock', 'after', 'random'],
]

/** Reads the options once; a wrong one is a `TypeError` that names it, and never repeats the token. */
export function resolveOptions(options: AirtableOptions): Resolved {
  for (const name of Object.keys(options))
    if (!names.includes(name)) throw new TypeError(`"${name}" is not an option: there are ${names.join(', ')}`)
  const { base, token, log = 'invitekit_log', tables = {}, register = null, requestsPerSecond = 4 } = options
  const { acceptAssumptions, clock, after, random } = options
  must(
    typeof base === 'string' && /^app[A-Za-z0-9]{14}$/.test(base),
    'base',
    'the key of a base, app and 14 characters',
  )
  must(typeof token === 'string' && /^[\x21-\x7e]+$/.test(token), 'token', 'a personal access token')
  must(isFieldName(log), 'log', 'the name of a table')
  must(Array.isArray(acceptAssumptions), 'acceptAssumptions', `a list out of ${assumptions.join(', ')}`)
  for (const one of acceptAssumptions)
    must(assumptions.includes(one), 'acceptAssumptions', `a list out of ${assumptions.join(', ')}`)
  must(requestsPerSecond > 0, 'requestsPerSecond', 'a number above zero')
  for (const name of Object.keys(tables))
    must(name === 'accounts' || name === 'links', `tables.${name}`, 'left out: there are accounts and links')
  const { accounts = null, links = null } = tables
  if (accounts) checkAccounts(accounts)
  if (links)
    for (const field of ['table', 'userId', 'token', 'createdAt', 'expiresAt'] as const)
      must(isFieldName(links[field]), `tables.links.${field}`, 'a name')
  const needed = register === null ? assumptions : (['nobody-edits-the-log'] as const)
  return {
    base,
    token,
    log,
    snapshots: `${log}_snapshots`,
    accounts,
    links,
    register,
    requestsPerSecond,
    waitUntil: options.waitUntil ?? (() => undefined),
    fetch: options.fetch ?? globalThis.fetch,
    endpoint: (options.endpoint ?? 'https://api.airtable.com').replace(/\/$/, ''),
    time: {
      now: clock ? () => clock.now() : machineTime.now,
      after: after ?? machineTime.after,
      random: random ?? machineTime.random,
    },
    unaccepted: needed.filter((one) => !acceptAssumptions.includes(one)),
  }
}

function checkAccounts({ table, name, email, passwordHash, state, key }: AccountsTable): void {
  const fields = { table, email, passwordHash, ...(key !== undefined && { key }), ...(state && { state: state.field }) }
  for (const [option, field] of Object.entries(fields)) must(isFieldName(field), `tables.accounts.${option}`, 'a name')
  const named = [name].flat()
  must(named.length > 0 && named.every(isFieldName), 'tables.accounts.name', 'one field, or several')
  if (state)
    for (const status of ['invited', 'active', 'suspended'] as const)
      must(typeof state.values?.[status] === 'string', `tables.accounts.state.values.${status}`, 'a text')
}

function must(holds: boolean, option: string, what: string): void {
  if (!holds) throw new TypeError(`"${option}" must be ${what}`)
}

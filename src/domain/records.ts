/**
 * The eight records: one table of fields, from which the types, memory, SQL, migrations and mappings are all driven.
 * Times are epoch milliseconds; `flags` is a sorted list of names; `json` is an opaque object.
 */
export interface Field {
  /** What it holds; `id` is a key, the host's or ours. */
  readonly type: 'id' | 'text' | 'flags' | 'json' | 'int' | 'time'
  /** May be null. */
  readonly null?: true
  /** Characters, for engines that must know: 255 where nothing is said. */
  readonly size?: number
  /** The closed list of values, for states. */
  readonly oneOf?: readonly string[]
}

interface RecordTable {
  readonly fields: Readonly<Record<string, Field>>
  /** Sets of fields that no two rows share; rows with a null in one are apart. */
  readonly unique: readonly (readonly string[])[]
  /** What lists and purge walk along; `id` is the last column of each by nature. */
  readonly indexes: readonly (readonly string[])[]
}

const id = { type: 'id' } as const
const idOrNull = { type: 'id', null: true } as const
const text = { type: 'text' } as const
const textOrNull = { type: 'text', null: true } as const
const time = { type: 'time' } as const
const timeOrNull = { type: 'time', null: true } as const
const int = { type: 'int' } as const
const flags = { type: 'flags' } as const
const json = { type: 'json' } as const
const mails = ['invitation', 'activation', 'reset', 'password_changed', 'email', 'email_changed'] as const

export const records = {
  account: {
    fields: {
      id,
      email: text,
      username: textOrNull,
      /** The user name folded for comparison: `Ada` and `ada` are one person. */
      usernameKey: textOrNull,
      status: { type: 'text', oneOf: ['invited', 'active', 'suspended'] },
      passwordHash: textOrNull,
      /** Part of every session and of every link about the account: adding 1 ends them all. */
      epoch: int,
      profile: json,
      locale: textOrNull,
      /** The invitation that made the account beforehand. */
      invitationId: idOrNull,
      emailVerifiedAt: timeOrNull,
      lastSeenAt: timeOrNull,
      createdAt: time,
    },
    unique: [['email'], ['usernameKey']],
    indexes: [['status']],
  },
  membership: {
    fields: { id, accountId: id, scope: text, role: textOrNull, permissions: flags, createdAt: time },
    unique: [['accountId', 'scope']],
    indexes: [['scope'], ['scope', 'role']],
  },
  invitation: {
    fields: {
      id,
      /** Scope and address while pending, else null: one pending invitation for each. */
      openKey: { type: 'text', null: true, size: 512 },
      email: textOrNull,
      /** For an open link: the domains that an address must be of, empty for any. */
      domains: flags,
      scope: text,
      role: textOrNull,
      permissions: flags,
      metadata: json,
      profile: json,
      locale: textOrNull,
      status: { type: 'text', oneOf: ['pending', 'accepted', 'declined', 'revoked'] },
      reason: textOrNull,
      /** Part of every link: adding 1 ends the earlier ones. */
      generation: int,
      seats: int,
      used: int,
      delivery: { type: 'text', oneOf: ['none', 'queued', 'sent', 'failed'] },
      createdBy: idOrNull,
      accountId: idOrNull,
      createdAt: time,
      expiresAt: time,
      acceptedAt: timeOrNull,
    },
    unique: [['openKey']],
    indexes: [['scope'], ['scope', 'status'], ['status'], ['accountId', 'status']],
  },
  challenge: {
    fields: {
      id,
      hash: text,
      purpose: { type: 'text', oneOf: ['invitation', 'activation', 'reset', 'email'] },
      /** An invitation for the purpose `invitation`, else an account. */
      subjectId: id,
      /** The subject's generation or epoch when the link was made. */
      generation: int,
      /** The mailbox that holding the link proves; null when the link was handed over. */
      email: textOrNull,
      /** Who was handed a link about somebody else's account, and must still be allowed that when it is used. */
      issuedBy: idOrNull,
      status: { type: 'text', oneOf: ['open', 'used', 'ended'] },
      createdAt: time,
      expiresAt: time,
    },
    unique: [['hash']],
    indexes: [['expiresAt']],
  },
  session: {
    fields: {
      id,
      /** Of an opaque token; null where access JWTs name the session. */
      hash: textOrNull,
      accountId: id,
      epoch: int,
      /** What the person knows it by in a list: the browser's name for itself. */
      device: textOrNull,
      status: { type: 'text', oneOf: ['live', 'ended'] },
      createdAt: time,
      usedAt: time,
      expiresAt: time,
    },
    unique: [['hash']],
    indexes: [['accountId', 'status'], ['expiresAt']],
  },
  refreshToken: {
    fields: {
      id,
      hash: text,
      sessionId: id,
      status: { type: 'text', oneOf: ['live', 'rotated', 'ended'] },
      /** With the presented token it gives the successor again, for a moment. */
      salt: textOrNull,
      rotatedAt: timeOrNull,
      createdAt: time,
      expiresAt: time,
    },
    unique: [['hash']],
    indexes: [['expiresAt']],
  },
  message: {
    fields: {
      id,
      kind: { type: 'text', oneOf: mails },
      /** The address that it goes to; the drain asks whether somebody is there. */
      email: text,
      invitationId: idOrNull,
      accountId: idOrNull,
      /** The invitation's generation or the account's epoch that it speaks of. */
      generation: int,
      locale: textOrNull,
      status: { type: 'text', oneOf: ['due', 'sent', 'dead', 'cancelled'] },
      attempts: int,
      /** When it is to be tried next; a worker that takes it moves this ahead by its lease. */
      dueAt: time,
      /** Why the last attempt failed, in a word. */
      failure: textOrNull,
      createdAt: time,
      sentAt: timeOrNull,
    },
    unique: [],
    indexes: [['status', 'dueAt']],
  },
  event: {
    fields: {
      id,
      commitId: id,
      type: text,
      /** An account's id, `system`, or null for somebody who has no account yet. */
      actor: textOrNull,
      /** The record that it happened to. */
      subject: idOrNull,
      scope: textOrNull,
      data: json,
      idempotencyKey: textOrNull,
      idempotencyBody: textOrNull,
      at: time,
    },
    unique: [['idempotencyKey']],
    indexes: [['scope'], ['at']],
  },
} as const satisfies Record<string, RecordTable>

type Tables = typeof records

/** The names of the eight records. */
export type RecordKind = keyof Tables

interface Values {
  id: string
  text: string
  flags: readonly string[]
  json: Json
  int: number
  time: number
}

/** An opaque object of the host's. */
export type Json = { readonly [key: string]: JsonValue }
/** A value within an opaque object. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | Json

type ValueOf<F extends Field> =
  | (F extends { oneOf: readonly (infer S)[] } ? S : Values[F['type']])
  | (F extends { null: true } ? null : never)

/** One row of a record, as the rules see it. */
export type Row<K extends RecordKind> = {
  readonly [N in keyof Tables[K]['fields']]: Tables[K]['fields'][N] extends Field
    ? ValueOf<Tables[K]['fields'][N]>
    : never
}

export type Account = Row<'account'>
export type Membership = Row<'membership'>
export type Invitation = Row<'invitation'>
export type Challenge = Row<'challenge'>
export type Session = Row<'session'>
export type RefreshToken = Row<'refreshToken'>
export type Message = Row<'message'>
export type AuditEvent = Row<'event'>

/** Names of the records in the order in which every commit reads and writes them, so that no two lock each other out. */
export const recordKinds = Object.keys(records) as readonly RecordKind[]

/**
 * The fields of one record, for code that is driven by the table.
 * @example
 * const nullable = Object.entries(fieldsOf('account')).filter(([, field]) => field.null)
 */
export const fieldsOf = (kind: RecordKind): Readonly<Record<string, Field>> => records[kind].fields

/**
 * The sets of fields that are unique in one record, its id apart.
 * @example
 * for (const fields of uniqueOf('membership')) console.log(fields) // ['accountId', 'scope']
 */
export const uniqueOf = (kind: RecordKind): readonly (readonly string[])[] => records[kind].unique

/**
 * What is to be found by an index in one record.
 * @example
 * for (const fields of indexesOf('challenge')) console.log(fields) // ['expiresAt']
 */
export const indexesOf = (kind: RecordKind): readonly (readonly string[])[] => records[kind].indexes

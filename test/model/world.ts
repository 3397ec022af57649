import type { AccountActor, Actor, Code } from '../../src/index.ts'
import type { AcceptArgs } from './acceptance.ts'
import type { BulkArgs, CreateArgs, RowResult } from './invitations.ts'

// The reference model: what the design says, in plain maps and numbers. It knows nothing of stores, commits or hashes.

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** The lengths that the design gives; sessions are shorter here, so that sequences come to both of their ends. */
export const lasts = {
  invitation: 7 * DAY,
  activation: DAY,
  requestedReset: 30 * MINUTE,
  issuedReset: DAY,
  newEmail: DAY,
  session: 30 * HOUR,
  idle: 20 * HOUR,
  /** A use is noted at most this often. */
  touch: 5 * MINUTE,
  idempotencyKey: DAY,
} as const

/** The roles of `test/support/permissions.ts`, once more in plain words. */
export const roleFlags = {
  owner: ['people.view', 'people.invite', 'people.edit', 'people.suspend', 'audit.view', 'pages.write'],
  admin: ['people.view', 'people.invite', 'people.edit', 'people.suspend', 'audit.view'],
  member: ['people.view'],
} as const
export const grants = { owner: ['owner', 'admin', 'member'], admin: ['admin', 'member'], member: [] } as const

export type Role = keyof typeof roleFlags
export type Flag = (typeof roleFlags.owner)[number]
export type Flags = ReadonlySet<Flag>

/** What somebody holds in one scope: a role, and flags beside it. */
export interface Member {
  readonly role: Role | null
  readonly extra: Flags
}

/** What everybody gets who signs up. */
export const signUpOffer = { scope: 'radio', role: 'member' } as const

export interface Person {
  readonly id: string
  email: string
  status: 'invited' | 'active' | 'suspended'
  password: string | null
  epoch: number
  verified: boolean
  /** Made beforehand, for this invitation: forgotten again when nothing points at it. */
  madeFor: Invitation | null
  readonly createdAt: number
  readonly memberships: Map<string, Member>
}

export interface Invitation {
  readonly id: string
  /** Null for an open link. */
  readonly email: string | null
  readonly domains: readonly string[]
  readonly scope: string
  readonly offer: Member
  /** Null for the system. */
  inviter: Person | null
  readonly seats: number
  status: 'pending' | 'accepted' | 'declined' | 'revoked'
  superseded: boolean
  generation: number
  used: number
  expiresAt: number
  delivery: 'none' | 'queued' | 'sent'
  person: Person | null
}

/** One secret that somebody holds. */
export type Link = InvitationLink | PersonLink

interface LinkBase {
  readonly token: string
  readonly expiresAt: number
  consumed: number
  /** Purged: as if it had never been. */
  gone: boolean
}

export interface InvitationLink extends LinkBase {
  readonly purpose: 'invitation'
  readonly invitation: Invitation
  readonly generation: number
  /** The mailbox that holding it proves; null when it was handed over. */
  readonly proves: string | null
}

export interface PersonLink extends LinkBase {
  readonly purpose: 'activation' | 'reset' | 'email'
  readonly person: Person
  readonly epoch: number
  readonly proves: string | null
  /** Who was handed it, and answers for it; null when it was mailed, or handed to the system. */
  readonly handedTo: Person | null
}

export interface Session {
  readonly id: string
  readonly token: string
  readonly person: Person
  readonly actor: AccountActor
  readonly epoch: number
  readonly expiresAt: number
  usedAt: number
  ended: boolean
}

/** A mail that is due. One about a person speaks of an epoch; a reset that was asked for speaks of whoever is there. */
export type Message =
  | { readonly kind: 'invitation'; readonly invitation: Invitation; readonly generation: number }
  | { readonly kind: 'activation'; readonly person: Person; readonly epoch: number }
  | { readonly kind: 'issuedReset'; readonly person: Person; readonly epoch: number; readonly at: number }
  | { readonly kind: 'requestedReset'; readonly email: string; readonly at: number }
  | {
      readonly kind: 'newEmail'
      readonly person: Person
      readonly epoch: number
      readonly email: string
      readonly at: number
    }
  /** A notice goes to the address that was the person's then. */
  | { readonly kind: 'password_changed' | 'email_changed'; readonly to: string }

/** A call with an idempotency key that was done: what was asked, and what came of it. */
export interface Call<A, R> {
  readonly args: A
  readonly body: string
  readonly at: number
  readonly result: R
}

/** Calls by caller and key. */
export type Calls<A, R> = Map<string, Call<A, R>>

export interface ModelOptions {
  readonly accounts: 'at_acceptance' | 'beforehand'
  readonly resend: 'rotate' | 'append'
  /** What a reset that is asked for sends to somebody who is still invited. */
  readonly invited: 'nothing' | 'activation'
  /** Whether the store loses answers, which nobody may notice. */
  readonly losesAnswers: boolean
}

export interface World {
  readonly options: ModelOptions
  now: number
  /** By e-mail: there is exactly one for each. */
  readonly people: Map<string, Person>
  readonly invitations: Invitation[]
  readonly links: Link[]
  readonly sessions: Session[]
  outbox: Message[]
  /** With the id of the invitation. */
  readonly creates: Calls<CreateArgs, string>
  readonly bulks: Calls<BulkArgs, readonly RowResult[]>
  /** With the id of the account. */
  readonly accepts: Calls<AcceptArgs, string>
  /** The scopes in which there has been an active owner. */
  readonly owned: Set<string>
}

export const newWorld = (options: ModelOptions, now: number): World => ({
  options,
  now,
  people: new Map(),
  invitations: [],
  links: [],
  sessions: [],
  outbox: [],
  creates: new Map(),
  bulks: new Map(),
  accepts: new Map(),
  owned: new Set(),
})

/** What the model says of a call: the code of its refusal (several, where no order is promised), or what its answer must be and do. */
export type Verdict<A> = Code | readonly Code[] | ((answer: A) => void)

/** Who asks. `epoch` is the person's when the session was checked; null where the caller does not say. */
export interface Asking {
  readonly actor: Actor
  readonly person: Person | null
  readonly epoch: number | null
}

export const theSystem: Asking = { actor: { type: 'system' }, person: null, epoch: null }

/** Somebody who does not ask now: the giver of an invitation, whoever was handed a link. */
export const asPerson = (person: Person): Asking => ({ actor: { type: 'account', id: person.id }, person, epoch: null })

/** Whether a person is still there: purge forgets some. */
export const exists = (world: World, person: Person): boolean => world.people.get(person.email) === person

/** Whether somebody who asks is still what the session said; the system always is. */
export const isWho = (world: World, { person, epoch }: Asking): boolean =>
  person === null || (exists(world, person) && person.status === 'active' && (epoch === null || epoch === person.epoch))

export function newPerson(world: World, about: Pick<Person, 'id' | 'email'> & Partial<Person>): Person {
  const person: Person = {
    status: 'active',
    password: null,
    epoch: 0,
    verified: false,
    madeFor: null,
    createdAt: world.now,
    memberships: new Map(),
    ...about,
  }
  world.people.set(person.email, person)
  return person
}

export function newSession(
  world: World,
  person: Person,
  { id, token, actor }: Pick<Session, 'id' | 'token' | 'actor'>,
): void {
  const { now } = world
  world.sessions.push({
    id,
    token,
    person,
    actor,
    epoch: person.epoch,
    expiresAt: now + lasts.session,
    usedAt: now,
    ended: false,
  })
}

export const isLive = (world: World, { person, epoch, expiresAt, usedAt, ended }: Session): boolean =>
  !ended &&
  exists(world, person) &&
  person.status === 'active' &&
  person.epoch === epoch &&
  expiresAt > world.now &&
  usedAt + lasts.idle > world.now

/** Everything older is dead by comparison. */
export const endEverythingOf = (person: Person): void => {
  person.epoch++
}

/** Notes in which scopes an owner is active now. */
export function noteOwners(world: World): void {
  for (const { status, memberships } of world.people.values())
    for (const [scope, { role }] of memberships) if (status === 'active' && role === 'owner') world.owned.add(scope)
}

/** An earlier call with the same key, while keys are remembered. */
export function earlierCall<A, R>(
  world: World,
  calls: Calls<A, R>,
  name: string,
  body: string,
): Call<A, R> | 'idempotency_mismatch' | null {
  const earlier = calls.get(name)
  if (earlier === undefined || earlier.at + lasts.idempotencyKey <= world.now) return null
  return earlier.body === body ? earlier : 'idempotency_mismatch'
}

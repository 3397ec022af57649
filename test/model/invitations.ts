import { expect } from 'vitest'
import type { Code, InvitationView } from '../../src/index.ts'
import { mayNot, mayNotGive, merge } from './authority.ts'
import {
  type Asking,
  asPerson,
  earlierCall,
  type Invitation,
  lasts,
  type Member,
  newPerson,
  type Person,
  type Verdict,
  type World,
} from './world.ts'

// Invitations in the model: created, sent again, revoked.

export type Delivery = 'mail' | 'link' | 'both'

export interface CreateArgs {
  readonly asking: Asking
  /** Null for an open link. */
  readonly email: string | null
  readonly seats: number
  readonly domains: readonly string[]
  readonly scope: string
  readonly offer: Member
  readonly delivery: Delivery
  readonly key: string | null
  readonly note: string
}

/** What a caller gets of an invitation that they made or sent again. */
export type Handed = InvitationView & { readonly token: string | null; readonly replayed: boolean }

export type State = InvitationView['status']

export function stateOf(world: World, { status, used, seats, expiresAt }: Invitation): State {
  if (status !== 'pending') return status
  if (used === seats) return 'exhausted'
  return expiresAt > world.now ? 'pending' : 'expired'
}

/** Why nothing more comes of an invitation in a state. */
export const ending = {
  pending: null,
  expired: 'invitation_expired',
  exhausted: 'seats_taken',
  accepted: 'already_accepted',
  revoked: 'invitation_revoked',
  declined: 'invitation_declined',
} as const satisfies Record<State, Code | null>

const pendingFor = (world: World, { email, scope }: CreateArgs): Invitation | undefined =>
  world.invitations.find(
    (one) => email !== null && one.status === 'pending' && one.email === email && one.scope === scope,
  )

export function create(world: World, args: CreateArgs): Verdict<Handed> {
  const { asking, key, ...asked } = args
  const name = `${asking.person?.id ?? 'system'} ${key}`
  const body = JSON.stringify([asked, [...args.offer.extra]])
  const earlier = key === null ? null : earlierCall(world, world.creates, name, body)
  const mayNotAsk = mayNot(world, asking, args.scope, 'people.invite')
  // Whoever may not ask any more gets no earlier answer either.
  if (mayNotAsk) return mayNotAsk
  if (earlier === 'idempotency_mismatch') return earlier
  if (earlier) return (answer) => expect(answer).toMatchObject({ id: earlier.result, token: null, replayed: true })
  const no = mayNotCreate(world, args)
  if (no) return no
  return (answer) => {
    created(world, args, answer)
    expect(answer.replayed).toBe(false)
    if (key !== null) world.creates.set(name, { args, body, at: world.now, result: answer.id })
  }
}

/** Rows, each asked for by the same person and sent in the same way. */
export interface BulkArgs {
  readonly asking: Asking
  readonly rows: readonly CreateArgs[]
  readonly key: string | null
}

/** What came of a row: the id of its invitation, or the code of its refusal. */
export type RowResult = { readonly id: string } | { readonly code: Code }

export type RowAnswer =
  | { readonly ok: true; readonly invitation: InvitationView; readonly token: string | null }
  | { readonly ok: false; readonly code: Code }

export interface BulkAnswer {
  readonly rows: readonly RowAnswer[]
  readonly created: number
  readonly replayed: boolean
}

export function createMany(world: World, args: BulkArgs): Verdict<BulkAnswer> {
  const { asking, rows, key } = args
  const name = `${asking.person?.id ?? 'system'} ${key}`
  const body = JSON.stringify(rows.map(({ asking: _, ...row }) => [row, [...row.offer.extra]]))
  const earlier = key === null ? null : earlierCall(world, world.bulks, name, body)
  if (earlier === 'idempotency_mismatch') return earlier
  if (earlier) return (answer) => expect(resultsOf(answer, true)).toEqual(earlier.result)
  return (answer) => {
    const invited = new Set<string>()
    for (const [n, row] of rows.entries()) judgeRow(world, row, invited, answer.rows[n])
    const results = resultsOf(answer, false)
    expect(answer.created).toBe(invited.size)
    // Where nothing came of it, there is nothing to repeat.
    if (key !== null && invited.size > 0) world.bulks.set(name, { args, body, at: world.now, result: results })
  }
}

function resultsOf({ rows, replayed }: BulkAnswer, expected: boolean): readonly RowResult[] {
  expect(replayed).toBe(expected)
  if (expected) expect(rows.every((row) => !row.ok || row.token === null)).toBe(true)
  return rows.map((row) => (row.ok ? { id: row.invitation.id } : { code: row.code }))
}

/** A row is an invitation like any other, but for one that the same bulk has invited already. */
function judgeRow(world: World, args: CreateArgs, invited: Set<string>, row: RowAnswer | undefined): void {
  const place = `${args.email} ${args.scope}`
  const no = invited.has(place) ? 'already_invited' : mayNotCreate(world, args)
  if (row?.ok && no === null) {
    invited.add(place)
    created(world, args, { ...row.invitation, token: row.token })
  } else expect(row).toMatchObject({ ok: false, code: no })
}

function mayNotCreate(world: World, args: CreateArgs): Code | null {
  const { asking, email, scope, offer } = args
  const no = mayNot(world, asking, scope, 'people.invite')
  if (no) return no
  if (offer.role === null && offer.extra.size === 0) return 'invalid_input'
  const person = email === null ? undefined : world.people.get(email)
  const old = person?.memberships.get(scope) ?? null
  const cap = mayNotGive(asking.person, scope, old, offer)
  if (cap) return cap
  if (person?.status === 'suspended') return 'account_suspended'
  const { gained, rises } = merge(old, offer)
  if (person?.status === 'active' && gained.size === 0 && !rises) return 'already_member'
  const pending = pendingFor(world, args)
  return pending && stateOf(world, pending) === 'pending' ? 'already_invited' : null
}

function created(world: World, args: CreateArgs, answer: Omit<Handed, 'replayed'>): void {
  const { asking, email, scope, offer, seats, domains, delivery } = args
  const lapsed = pendingFor(world, args)
  if (lapsed) Object.assign(lapsed, { status: 'revoked', superseded: true })
  const invitation: Invitation = {
    id: answer.id,
    email,
    domains,
    scope,
    offer,
    inviter: asking.person,
    seats,
    status: 'pending',
    superseded: false,
    generation: 0,
    used: 0,
    expiresAt: world.now + lasts.invitation,
    delivery: delivery === 'link' ? 'none' : 'queued',
    person: null,
  }
  world.invitations.push(invitation)
  if (world.options.accounts === 'beforehand' && email !== null) waitFor(world, invitation, email, answer.accountId)
  expect(answer).toMatchObject(seenOf(world, invitation))
  send(world, invitation, delivery, answer.token)
}

/** Where accounts are made beforehand: a new one waits for the person, or one whose own invitation has died lives on for this one. */
function waitFor(world: World, invitation: Invitation, email: string, id: string | null): void {
  const known = world.people.get(email)
  const person = known ?? newPerson(world, { id: id ?? '', email, status: 'invited', madeFor: invitation })
  if (person.status === 'invited' && person.madeFor !== null && stateOf(world, person.madeFor) !== 'pending')
    person.madeFor = invitation
  invitation.person = person
}

/** What an invitation looks like from outside. */
export function seenOf(world: World, invitation: Invitation): Partial<InvitationView> {
  const { id, email, scope, offer, seats, used, delivery, inviter, person, expiresAt } = invitation
  const status = stateOf(world, invitation)
  return {
    id,
    email,
    scope,
    role: offer.role,
    permissions: [...offer.extra].sort(),
    status,
    reason: reasonOf(invitation),
    seats,
    used,
    delivery,
    createdBy: inviter?.id ?? null,
    accountId: person?.id ?? null,
    expiresAt: new Date(expiresAt),
  }
}

function reasonOf({ status, superseded }: Invitation): string | null {
  if (status === 'declined') return 'declined'
  return status === 'revoked' ? (superseded ? 'superseded' : 'revoked') : null
}

function send(world: World, invitation: Invitation, delivery: Delivery, token: string | null): void {
  expect(token !== null).toBe(delivery !== 'mail')
  if (token !== null) invitationLink(world, invitation, token, null)
  if (delivery !== 'link') world.outbox.push({ kind: 'invitation', invitation, generation: invitation.generation })
}

export function invitationLink(world: World, invitation: Invitation, token: string, proves: string | null): void {
  const { generation, expiresAt } = invitation
  world.links.push({
    purpose: 'invitation',
    token,
    invitation,
    generation,
    expiresAt,
    proves,
    consumed: 0,
    gone: false,
  })
}

export interface ManageArgs {
  readonly asking: Asking
  readonly invitation: Invitation
}

/** Why somebody may not manage an invitation; one that they cannot even see is none. */
function mayNotManage(world: World, { asking, invitation }: ManageArgs): Code | null {
  const no = mayNot(world, asking, invitation.scope, 'people.invite')
  return no === 'forbidden' && mayNot(world, asking, invitation.scope, 'people.view') ? 'invitation_not_found' : no
}

export interface ResendArgs extends ManageArgs {
  readonly mode: 'rotate' | 'append' | null
  readonly delivery: Delivery
}

export function resend(world: World, args: ResendArgs): Verdict<Handed> {
  const { asking, invitation, delivery } = args
  const state = stateOf(world, invitation)
  const hasNobodyToMail = invitation.email === null && delivery !== 'link'
  const no =
    mayNotManage(world, args) ??
    (hasNobodyToMail ? 'invalid_input' : null) ??
    mayNotGive(asking.person, invitation.scope, null, invitation.offer) ??
    (state === 'expired' ? null : ending[state])
  if (no) return no
  return (answer) => {
    if ((args.mode ?? world.options.resend) === 'rotate') invitation.generation++
    invitation.expiresAt = world.now + lasts.invitation
    if (delivery !== 'link') invitation.delivery = 'queued'
    else if ((args.mode ?? world.options.resend) === 'rotate') invitation.delivery = 'none'
    // Where the giver can no longer give it, whoever sends it again answers for it.
    if (inviterLost(world, invitation, null)) invitation.inviter = asking.person
    expect(answer).toMatchObject({ ...seenOf(world, invitation), replayed: false })
    send(world, invitation, delivery, answer.token)
  }
}

/** The second look at the giver: there, active, and still holding what is new to the person. */
export function inviterLost(world: World, { inviter, scope, offer }: Invitation, person: Person | null): boolean {
  if (inviter === null) return false
  const old = person?.memberships.get(scope) ?? null
  const no = mayNot(world, asPerson(inviter), scope, 'people.invite') ?? mayNotGive(inviter, scope, old, offer)
  return no !== null
}

export function revoke(world: World, args: ManageArgs): Verdict<InvitationView> {
  const { invitation } = args
  const no = mayNotManage(world, args) ?? ending[invitation.status]
  if (no) return no
  return (answer) => {
    invitation.status = 'revoked'
    expect(answer).toMatchObject(seenOf(world, invitation))
  }
}

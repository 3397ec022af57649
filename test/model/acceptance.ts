import { expect } from 'vitest'
import type { Code, OfferView } from '../../src/index.ts'
import { flagsOf, merge } from './authority.ts'
import { ending, inviterLost, seenOf, stateOf } from './invitations.ts'
import {
  type Asking,
  earlierCall,
  endEverythingOf,
  type Invitation,
  type InvitationLink,
  isWho,
  newPerson,
  type Person,
  type Verdict,
  type World,
} from './world.ts'

// What the holder of an invitation's link sees and does.

/** Why a link opens no door any more; null while it does. What became of the invitation counts before what became of the link. */
function ended(world: World, { gone, invitation, generation, expiresAt }: InvitationLink): Code | null {
  if (gone) return 'invitation_not_found'
  if (invitation.superseded) return 'invitation_superseded'
  const end = ending[stateOf(world, invitation)]
  if (end) return end
  if (generation !== invitation.generation) return 'invitation_superseded'
  return expiresAt > world.now ? null : 'invitation_expired'
}

/** Who says that a seat is theirs: somebody with a session, or whoever types an address. */
interface Claim {
  readonly asking: Asking | null
  readonly email: string | null
}

type Taking =
  | { readonly how: 'new'; readonly email: string; readonly person: null }
  | { readonly how: 'unproven'; readonly email: string; readonly person: Person | null }
  | { readonly how: 'beforehand' | 'session'; readonly email: string; readonly person: Person }

function claimant(world: World, invitation: Invitation, { asking, email }: Claim): Person | null {
  return asking ? asking.person : (world.people.get(invitation.email ?? email ?? '') ?? null)
}

const lost = (world: World, { invitation }: InvitationLink, claim: Claim): Code | null =>
  inviterLost(world, invitation, claimant(world, invitation, claim)) ? 'inviter_lost' : null

/** How the seat would be taken. Nobody's account is taken over: an active one needs its own session. */
function taking(world: World, { invitation, proves }: InvitationLink, claim: Claim): Taking | Code {
  const { asking } = claim
  if (claim.email !== null && invitation.email !== null && claim.email !== invitation.email) return 'email_mismatch'
  if (asking !== null) return withSession(world, invitation, asking)
  const email = invitation.email ?? claim.email
  if (email === null) return 'invalid_input'
  const person = claimant(world, invitation, claim)
  if (!isOfDomain(email, invitation)) return 'email_domain_refused'
  if (person?.status === 'active') return 'login_required'
  // An address that a domain rule asks for has to be proven before anybody logs in with it.
  if (invitation.domains.length > 0 && person?.status !== 'suspended') return { how: 'unproven', email, person }
  if (person === null) return { how: 'new', email, person }
  if (invitation.email === null) return 'email_taken'
  if (person.status === 'suspended') return 'account_suspended'
  // Whoever was handed the link might be anybody: it opens only what was made for it.
  return proves === email || person.madeFor === invitation ? { how: 'beforehand', email, person } : 'email_unproven'
}

function withSession(world: World, invitation: Invitation, asking: Asking): Taking | Code {
  const { person } = asking
  if (person === null || !isWho(world, asking)) return 'not_authenticated'
  const { email } = person
  if (invitation.email !== null && invitation.email !== email) return 'wrong_account'
  const isProven = person.verified || invitation.domains.length === 0
  return isProven && isOfDomain(email, invitation) ? { how: 'session', email, person } : 'email_domain_refused'
}

const isOfDomain = (email: string, { domains }: Invitation): boolean =>
  domains.length === 0 || domains.some((domain) => email.endsWith(`@${domain}`))

export interface Seen {
  readonly next: string
  readonly reason: Code | null
}

/** What a page says where an acceptance as it stands would be refused. */
const instead: { readonly [code in Code]?: string } = {
  invalid_input: 'sign_up',
  login_required: 'log_in',
  not_authenticated: 'log_in',
  wrong_account: 'switch_account',
  email_domain_refused: 'switch_account',
}
const nextStep = { new: 'sign_up', unproven: 'sign_up', beforehand: 'activate', session: 'accept' } as const

export function preview(world: World, link: InvitationLink, asking: Asking | null): Verdict<Seen> {
  if (link.gone) return 'invitation_not_found'
  const claim = { asking, email: null }
  const no = ended(world, link) ?? lost(world, link, claim)
  const how = no ?? taking(world, link, claim)
  const next = typeof how === 'string' ? ((no ? null : instead[how]) ?? 'ended') : nextStep[how.how]
  return (seen) => expect(seen).toMatchObject({ next, reason: next === 'ended' ? how : null })
}

export interface AcceptArgs extends Claim {
  readonly link: InvitationLink
  readonly password: string | null
  readonly session: boolean
  readonly key: string | null
  readonly note: string
}

export interface AcceptAnswer {
  readonly account: { readonly id: string; readonly email: string; readonly status: string }
  readonly invitation: OfferView
  readonly membership: { readonly role: string | null; readonly flags: readonly string[] } | null
  readonly sessionToken: string | null
  readonly replayed: boolean
}

export function accept(world: World, args: AcceptArgs): Verdict<AcceptAnswer> {
  const { link, asking, email, password, key } = args
  const { invitation } = link
  const name = `${link.token} ${key}`
  const body = JSON.stringify([email, args.note, asking?.person?.id])
  const earlier = key === null ? null : earlierCall(world, world.accepts, name, body)
  const no = ended(world, link) ?? lost(world, link, args)
  // Whoever may not ask any more gets no earlier answer either.
  if (no === null && taking(world, link, args) === 'not_authenticated') return 'not_authenticated'
  if (earlier === 'idempotency_mismatch') return earlier
  if (earlier) return acceptedBefore(world, invitation, earlier.result)
  if (no) return no
  const how = taking(world, link, args)
  if (typeof how === 'string') return how
  const choosesPassword = how.how === 'new' || how.how === 'beforehand'
  if (choosesPassword && (password === null || password.length < 15)) return 'password_policy'
  if (how.how === 'session' && invitation.email === null && hasAll(how.person, invitation)) return 'already_member'
  return (answer) => {
    const person = takeSeat(world, how, args, answer.account.id)
    expect(answer).toMatchObject({
      account: { id: person.id, email: person.email, status: person.status },
      invitation: offerOf(world, invitation),
      membership: shown(person, invitation.scope),
      replayed: false,
    })
    expect(answer.sessionToken !== null).toBe(args.session && asking === null && how.how !== 'unproven')
    if (key !== null) world.accepts.set(name, { args, body, at: world.now, result: person.id })
  }
}

/** What the person behind the link sees: the offer, and nothing of its administration. */
function offerOf(world: World, invitation: Invitation): Partial<OfferView> {
  const { id, email, scope, role, permissions, status, expiresAt } = seenOf(world, invitation)
  return { id, email, scope, role, permissions, status, expiresAt } as Partial<OfferView>
}

function hasAll(person: Person | null, { scope, offer }: Invitation): boolean {
  const old = person?.memberships.get(scope) ?? null
  return old !== null && merge(old, offer).member === old
}

/** The first result as it is now, without a session. */
function acceptedBefore(world: World, invitation: Invitation, account: string): Verdict<AcceptAnswer> {
  const person = [...world.people.values()].find(({ id }) => id === account)
  if (person === undefined) return 'invitation_not_found'
  return (answer) => {
    expect(answer).toMatchObject({ account: { id: account }, invitation: { id: invitation.id } })
    expect(answer).toMatchObject({ membership: shown(person, invitation.scope), sessionToken: null, replayed: true })
  }
}

/** A membership as an answer shows it. */
function shown({ memberships }: Person, scope: string): AcceptAnswer['membership'] {
  const member = memberships.get(scope)
  return member ? { role: member.role, flags: [...flagsOf(member)].sort() } : null
}

/** An address has one seat and closes its link; an open link counts its seats and stays. */
function takeSeat(world: World, how: Taking, { link, password }: AcceptArgs, id: string): Person {
  const { invitation } = link
  const person = how.person ?? newPerson(world, { id, email: how.email, status: 'invited' })
  // Somebody who waits for the mail that proves their address may ask for it again: the seat is theirs already.
  if (how.how !== 'unproven' || !hasAll(person, invitation)) invitation.used++
  if (how.how === 'unproven') person.madeFor = null
  if (how.how === 'unproven') world.outbox.push({ kind: 'activation', person, epoch: person.epoch })
  if (how.how === 'beforehand') endEverythingOf(person)
  if (how.how === 'session' && link.proves === person.email) person.verified = true
  if (how.how === 'beforehand' || how.how === 'new') {
    const verified = person.verified || link.proves === person.email
    Object.assign(person, { status: 'active', password, verified })
  }
  person.memberships.set(
    invitation.scope,
    merge(person.memberships.get(invitation.scope) ?? null, invitation.offer).member,
  )
  if (invitation.email !== null) {
    Object.assign(invitation, { status: 'accepted', person })
    link.consumed++
  }
  return person
}

/** Whoever holds the link may always say no, but not for the others of an open link. */
export function decline(world: World, link: InvitationLink): Verdict<OfferView> {
  const { invitation } = link
  const no = ended(world, link) ?? (invitation.email === null ? 'open_link' : null)
  if (no) return no
  return (answer) => {
    invitation.status = 'declined'
    link.consumed++
    expect(answer).toMatchObject(offerOf(world, invitation))
  }
}

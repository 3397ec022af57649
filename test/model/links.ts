import { expect } from 'vitest'
import type { AccountView, Code, Mail } from '../../src/index.ts'
import { mayNotOver } from './authority.ts'
import { type Delivery, invitationLink, stateOf } from './invitations.ts'
import { setPassword, type TargetArgs } from './people.ts'
import {
  type Asking,
  asPerson,
  endEverythingOf,
  exists,
  isWho,
  lasts,
  type Message,
  type Person,
  type PersonLink,
  type Verdict,
  type World,
} from './world.ts'

// Activations, resets and the outbox in the model.

export interface Issued {
  readonly account: AccountView
  readonly token: string | null
  readonly expiresAt: Date
}

export interface IssueArgs extends TargetArgs {
  readonly delivery: Delivery
}

export function issueActivation(world: World, args: IssueArgs): Verdict<Issued> {
  const { asking, target } = args
  const codes = mayNotOver(world, asking, target, 'people.invite')
  if (codes.length > 0 || target === null) return codes
  if (target.status !== 'invited') return target.status === 'active' ? 'account_active' : 'account_suspended'
  return (answer) => {
    endEverythingOf(target)
    target.madeFor = null
    issued(world, 'activation', target, args, answer)
  }
}

export function issueReset(world: World, args: IssueArgs): Verdict<Issued> {
  const { asking, target } = args
  const codes = mayNotOver(world, asking, target, 'people.edit')
  if (codes.length > 0 || target === null) return codes
  if (target.status !== 'active') return target.status === 'invited' ? 'account_invited' : 'account_suspended'
  return (answer) => issued(world, 'reset', target, args, answer)
}

/** What a link does that sets a password. */
export type PasswordPurpose = Exclude<PersonLink['purpose'], 'email'>

function issued(
  world: World,
  purpose: PasswordPurpose,
  person: Person,
  { asking, delivery }: IssueArgs,
  answer: Issued,
): void {
  const expiresAt = world.now + (purpose === 'reset' ? lasts.issuedReset : lasts.activation)
  expect(answer).toMatchObject({ account: { id: person.id }, expiresAt: new Date(expiresAt) })
  expect(answer.token !== null).toBe(delivery !== 'mail')
  if (answer.token !== null)
    personLink(world, { purpose, person, token: answer.token, expiresAt, proves: null, handedTo: asking.person })
  if (delivery === 'link') return
  const about = { person, epoch: person.epoch }
  world.outbox.push(
    purpose === 'reset' ? { kind: 'issuedReset', ...about, at: world.now } : { kind: 'activation', ...about },
  )
}

type NewLink = Pick<PersonLink, 'purpose' | 'person' | 'token' | 'expiresAt' | 'proves' | 'handedTo'>

const personLink = (world: World, link: NewLink): void =>
  void world.links.push({ ...link, epoch: link.person.epoch, consumed: 0, gone: false })

/** Why a link about a person opens no door any more. */
function ended(world: World, link: PersonLink): Code | null {
  const { gone, person, purpose, epoch, expiresAt, consumed, handedTo } = link
  if (gone || !exists(world, person)) return 'link_not_found'
  // An activation follows the account: done, or barred by a suspension.
  if (purpose === 'activation' && person.status === 'active') return 'account_active'
  if (purpose === 'activation' && person.status === 'suspended') return 'account_suspended'
  if (consumed > 0) return 'link_used'
  if (epoch !== person.epoch) return 'link_superseded'
  if (expiresAt <= world.now) return 'link_expired'
  // Whoever was handed it must still be above the account.
  const flag = purpose === 'reset' ? 'people.edit' : 'people.invite'
  return handedTo !== null && mayNotOver(world, asPerson(handedTo), person, flag).length > 0 ? 'link_superseded' : null
}

export function previewLink(world: World, link: PersonLink): Verdict<{ readonly accountId: string }> {
  return ended(world, link) ?? (({ accountId }) => expect(accountId).toBe(link.person.id))
}

export interface CompleteArgs {
  readonly link: PersonLink
  readonly password: string
}

/** A first password and an active account, or a new password and nothing else. */
export function complete(world: World, { link, password }: CompleteArgs): Verdict<{ readonly account: AccountView }> {
  const { person } = link
  const no = ended(world, link)
  if (no) return no
  if (password.length < 15) return 'password_policy'
  return ({ account }) => {
    link.consumed++
    if (link.purpose === 'reset') setPassword(world, person, password)
    else {
      endEverythingOf(person)
      const verified = person.verified || link.proves === person.email
      Object.assign(person, { status: 'active', password, verified })
    }
    expect(account).toMatchObject({ id: person.id, status: 'active' })
  }
}

/** A mail that a drain must send, and what its arrival means. */
export interface DueMail {
  readonly to: string
  readonly kind: Mail['kind']
  readonly expiresAt: number | null
  /** The scope that an invitation is for; null for other mails. */
  readonly scope: string | null
  readonly arrive: (token: string) => void
}

/** Everything that is due, less what has nobody or nothing behind it any more. */
export function drain(world: World): readonly DueMail[] {
  const due = world.outbox.flatMap((message) => dueMail(world, message) ?? [])
  world.outbox = []
  return due
}

function dueMail(world: World, message: Message): DueMail | null {
  if (message.kind === 'invitation') return invitationMail(world, message)
  if ('to' in message)
    return { to: message.to, kind: message.kind, expiresAt: null, scope: null, arrive: () => undefined }
  if (message.kind === 'newEmail') return newEmailMail(world, message)
  const person = 'person' in message ? message.person : world.people.get(message.email)
  if (person === undefined || !exists(world, person)) return null
  if ('epoch' in message && message.epoch !== person.epoch) return null
  // Whoever forgot a password that long ago has asked again, or remembered it.
  if ('at' in message && message.at + lasts.issuedReset <= world.now) return null
  const purpose = linkFor(world, message, person)
  if (purpose === null) return null
  const reset = message.kind === 'issuedReset' ? lasts.issuedReset : lasts.requestedReset
  const expiresAt = world.now + (purpose === 'activation' ? lasts.activation : reset)
  return {
    to: person.email,
    kind: purpose,
    expiresAt,
    scope: null,
    arrive: (token) => personLink(world, { purpose, person, token, expiresAt, proves: person.email, handedTo: null }),
  }
}

/** Nobody is mailed where somebody else has the address, nor where the person has moved on. */
function newEmailMail(world: World, { person, email, epoch, at }: Message & { kind: 'newEmail' }): DueMail | null {
  if (person.epoch !== epoch || !exists(world, person) || (world.people.get(email) ?? person) !== person) return null
  if (at + lasts.newEmail <= world.now) return null
  const expiresAt = world.now + lasts.newEmail
  const link = { purpose: 'email', person, expiresAt, proves: email, handedTo: null } as const
  return { to: email, kind: 'email', expiresAt, scope: null, arrive: (token) => personLink(world, { ...link, token }) }
}

export interface ChangeEmailArgs {
  readonly asking: Asking
  readonly email: string
  readonly current: string
}

/** Whether somebody has the address is not told. */
export function changeEmail(world: World, { asking, email, current }: ChangeEmailArgs): Verdict<void> {
  const { person } = asking
  if (person === null || !isWho(world, asking)) return 'not_authenticated'
  if (person.password !== current) return 'wrong_password'
  return () => void world.outbox.push({ kind: 'newEmail', person, epoch: person.epoch, email, at: world.now })
}

export function confirmEmail(world: World, link: PersonLink): Verdict<{ readonly account: AccountView }> {
  const { person } = link
  const email = link.proves ?? ''
  const holder = world.people.get(email) ?? person
  const no = ended(world, link) ?? (holder === person ? null : 'email_taken')
  if (no) return no
  return ({ account }) => {
    link.consumed++
    endEverythingOf(person)
    if (email !== person.email) world.outbox.push({ kind: 'email_changed', to: person.email })
    world.people.delete(person.email)
    Object.assign(person, { email, verified: true })
    world.people.set(email, person)
    expect(account).toMatchObject({ id: person.id, email })
  }
}

function invitationMail(world: World, { invitation, generation }: Message & { kind: 'invitation' }): DueMail | null {
  const { email, scope, expiresAt } = invitation
  if (email === null || stateOf(world, invitation) !== 'pending' || generation !== invitation.generation) return null
  return {
    to: email,
    kind: 'invitation',
    expiresAt,
    scope,
    arrive: (token) => {
      invitation.delivery = 'sent'
      invitationLink(world, invitation, token, email)
    },
  }
}

/** Which link a message about a person carries now. Somebody who is still invited has no password to reset. */
function linkFor(world: World, { kind }: Message, person: Person): 'activation' | 'reset' | null {
  if (person.status === 'suspended') return null
  if (kind === 'activation') return person.status === 'invited' ? 'activation' : null
  if (person.status === 'active') return 'reset'
  const mayHaveActivation = kind === 'requestedReset' && world.options.invited === 'activation'
  return mayHaveActivation && person.madeFor === null ? 'activation' : null
}

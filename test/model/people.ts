import { expect } from 'vitest'
import type { AccountView, Code } from '../../src/index.ts'
import { flagsOf, isAbove, isLastOwner, mayNot, mayNotOver, mayNotReshape } from './authority.ts'
import {
  type Asking,
  endEverythingOf,
  exists,
  type Flags,
  isLive,
  isWho,
  lasts,
  type Member,
  newPerson,
  type Person,
  type Role,
  type Session,
  signUpOffer,
  type Verdict,
  type World,
} from './world.ts'

// Accounts, memberships and sessions in the model.

const isShort = (password: string): boolean => password.length < 15

export interface CreateAccountArgs {
  readonly asking: Asking
  readonly email: string
  readonly password: string | null
  readonly scope: string
  readonly offer: Member
}

/** The system makes accounts; whoever has no password yet waits for an activation. */
export function createAccount(world: World, args: CreateAccountArgs): Verdict<AccountView> {
  const { asking, email, password, scope, offer } = args
  if (asking.person !== null) return 'forbidden'
  if (password !== null && isShort(password)) return 'password_policy'
  if (world.people.has(email)) return 'email_taken'
  return (answer) => {
    const status = password === null ? 'invited' : 'active'
    expect(answer).toMatchObject({ email, status })
    const person = newPerson(world, { id: answer.id, email, status, password })
    if (offer.role !== null || offer.extra.size > 0) person.memberships.set(scope, offer)
  }
}

export interface SignUpArgs {
  readonly email: string
  readonly password: string
}

/** Nobody's account is taken over, and an invitation is left to whoever has its link. */
export function signUp(world: World, { email, password }: SignUpArgs): Verdict<{ readonly account: AccountView }> {
  if (isShort(password)) return 'password_policy'
  if (world.people.has(email)) return 'email_taken'
  const { scope, role } = signUpOffer
  const isInvited = world.invitations.some(
    (one) => one.email === email && one.scope === scope && one.status === 'pending' && one.expiresAt > world.now,
  )
  if (isInvited) return 'already_invited'
  return ({ account }) => {
    expect(account).toMatchObject({ email, status: 'active', emailVerifiedAt: null })
    const person = newPerson(world, { id: account.id, email, password })
    person.memberships.set(scope, { role, extra: new Set() })
  }
}

export interface LoginArgs {
  readonly email: string
  readonly password: string
}

/** One answer for an unknown address, a wrong password, and an account that may not. */
export function login(world: World, { email, password }: LoginArgs): Verdict<{ readonly account: AccountView }> {
  const person = world.people.get(email)
  if (person?.status !== 'active' || person.password !== password) return 'login_failed'
  return ({ account }) => expect(account).toMatchObject({ id: person.id, email, status: 'active' })
}

export function check(
  world: World,
  session: Session,
  touch: boolean,
): Verdict<{ readonly account: AccountView; readonly actor: unknown }> {
  if (!isLive(world, session)) return 'not_authenticated'
  return (answer) => {
    expect(answer).toMatchObject({ account: { id: session.person.id }, actor: session.actor })
    if (touch && session.usedAt + lasts.touch <= world.now) session.usedAt = world.now
  }
}

export interface TargetArgs {
  readonly asking: Asking
  /** Null for somebody whom nobody knows. */
  readonly target: Person | null
}

export function suspend(world: World, { asking, target }: TargetArgs): Verdict<AccountView> {
  const codes = mayNotOver(world, asking, target, 'people.suspend')
  if (codes.length > 0 || target === null) return codes
  if (target.status !== 'active') return target.status === 'invited' ? 'account_invited' : 'account_suspended'
  if ([...target.memberships.keys()].some((scope) => isLastOwner(world, target, scope))) return 'last_holder'
  return (answer) => {
    endEverythingOf(target)
    target.status = 'suspended'
    expect(answer).toMatchObject({ id: target.id, status: 'suspended' })
  }
}

export function reactivate(world: World, { asking, target }: TargetArgs): Verdict<AccountView> {
  const codes = mayNotOver(world, asking, target, 'people.suspend')
  if (codes.length > 0 || target === null) return codes
  if (target.status !== 'suspended') return target.status === 'invited' ? 'account_invited' : 'account_active'
  return (answer) => {
    target.status = 'active'
    expect(answer).toMatchObject({ id: target.id, status: 'active' })
  }
}

/** Why somebody may not see or end a person's sessions: their own they may, or those of whom they could suspend. */
const mayNotSee = (world: World, asking: Asking, person: Person | null): readonly Code[] =>
  person === null || asking.person !== person
    ? mayNotOver(world, asking, person, 'people.suspend')
    : isWho(world, asking)
      ? []
      : ['not_authenticated']

export function listSessions(
  world: World,
  { asking, target }: TargetArgs,
): Verdict<{ readonly items: readonly { readonly id: string }[] }> {
  const codes = mayNotSee(world, asking, target)
  if (codes.length > 0 || target === null) return codes
  return ({ items }) => {
    const live = world.sessions.filter((session) => session.person === target && isLive(world, session))
    expect(items.map(({ id }) => id).sort()).toEqual(live.map(({ id }) => id).sort())
  }
}

/** To whoever may not, the session of somebody else is as unknown as none; and so is one that has been purged. */
export function revokeSession(world: World, asking: Asking, session: Session): Verdict<void> {
  const codes = mayNotSee(world, asking, session.person)
  if (codes.length > 0)
    return codes.flatMap((code): Code[] =>
      code === 'not_authenticated'
        ? [code]
        : code === 'exceeds_own'
          ? [code, 'session_not_found']
          : ['session_not_found'],
    )
  if (!isLive(world, session)) return 'session_not_found'
  return () => {
    session.ended = true
  }
}

export function revokeAll(world: World, { asking, target }: TargetArgs): Verdict<void> {
  const codes = mayNotSee(world, asking, target)
  if (codes.length > 0 || target === null) return codes
  if (target.status !== 'active') return target.status === 'invited' ? 'account_invited' : 'account_suspended'
  return () => endEverythingOf(target)
}

export interface ChangePasswordArgs {
  readonly asking: Asking
  readonly current: string
  readonly wanted: string
}

export function changePassword(world: World, args: ChangePasswordArgs): Verdict<{ readonly account: AccountView }> {
  const { person } = args.asking
  if (person === null || !isWho(world, args.asking)) return 'not_authenticated'
  if (person.password !== args.current) return 'wrong_password'
  if (isShort(args.wanted)) return 'password_policy'
  return ({ account }) => {
    setPassword(world, person, args.wanted)
    expect(account.id).toBe(person.id)
  }
}

/** A new password ends what is older, and the person hears of it. */
export function setPassword(world: World, person: Person, password: string): void {
  endEverythingOf(person)
  person.password = password
  world.outbox.push({ kind: 'password_changed', to: person.email })
}

export interface MembershipArgs extends TargetArgs {
  readonly scope: string
}

export interface ReshapeArgs extends MembershipArgs {
  /** Undefined: it stays. */
  readonly role: Role | null | undefined
  readonly extra: Flags | undefined
}

export interface MembershipAnswer {
  readonly scope: string
  readonly role: string | null
  readonly flags: readonly string[]
}

export function updateMembership(world: World, args: ReshapeArgs): Verdict<MembershipAnswer> {
  const { asking, target, scope } = args
  const no = mayNot(world, asking, scope, 'people.edit')
  if (no) return no
  const old = target?.memberships.get(scope)
  if (target === null || old === undefined) return 'membership_not_found'
  if (isAbove(asking, scope, old)) return 'exceeds_own'
  const wanted = { role: args.role === undefined ? old.role : args.role, extra: args.extra ?? old.extra }
  const cap = mayNotReshape(asking.person, scope, old, wanted)
  if (cap) return cap
  if (wanted.role !== old.role && isLastOwner(world, target, scope)) return 'last_holder'
  return (answer) => {
    target.memberships.set(scope, wanted)
    expect(answer).toMatchObject({ scope, role: wanted.role, flags: [...flagsOf(wanted)].sort() })
  }
}

export function removeMembership(world: World, { asking, target, scope }: MembershipArgs): Verdict<void> {
  const no = mayNot(world, asking, scope, 'people.edit')
  if (no) return no
  const old = target?.memberships.get(scope)
  if (target === null || old === undefined) return 'membership_not_found'
  if (isAbove(asking, scope, old)) return 'exceeds_own'
  if (isLastOwner(world, target, scope)) return 'last_holder'
  return () => void target.memberships.delete(scope)
}

/** What is dead by its state or has lapsed is as if it had never been; people who were made for an invitation that died are forgotten. */
export function purge(world: World, keep: number): void {
  const before = world.now - keep
  for (const link of world.links) if (link.expiresAt <= before) link.gone = true
  for (const person of [...world.people.values()]) {
    const isOld = person.status === 'invited' && person.madeFor !== null && person.createdAt <= before
    const isWaitedFor = world.invitations.some(
      (one) => one.person === person && one.status === 'pending' && one.expiresAt > before,
    )
    if (isOld && !isWaitedFor && person.memberships.size === 0 && exists(world, person))
      world.people.delete(person.email)
  }
}

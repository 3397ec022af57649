import type { Code } from '../../src/index.ts'
import {
  type Asking,
  type Flag,
  type Flags,
  grants,
  isWho,
  type Member,
  type Person,
  type Role,
  roleFlags,
  type World,
} from './world.ts'

// Who may do what, as sets of flags.

export const union = (...sets: readonly Iterable<Flag>[]): Flags => new Set(sets.flatMap((set) => [...set]))
const without = (set: Flags, other: Flags): Flags => new Set([...set].filter((flag) => !other.has(flag)))
const isWithin = (set: Flags, other: Flags): boolean => [...set].every((flag) => other.has(flag))

const flagsOfRole = (role: Role | null): Flags => new Set(role === null ? [] : roleFlags[role])

/** Every flag of a membership: those of its role and its own. */
export const flagsOf = (member: Member | null): Flags =>
  member === null ? new Set() : union(flagsOfRole(member.role), member.extra)

/** What counts in a scope: the membership in it, and the one in the whole system. */
const counted = ({ memberships }: Person, scope: string): readonly Member[] =>
  [memberships.get(scope), memberships.get('*')].filter((member) => member !== undefined)

const held = (person: Person, scope: string): Flags => union(...counted(person, scope).map(flagsOf))

const mayGrantRole = (person: Person, scope: string, role: Role): boolean =>
  counted(person, scope).some((member) => member.role !== null && grants[member.role].some((one) => one === role))

/** Why somebody may not do what asks for a flag in a scope; null when they may. */
export function mayNot(world: World, asking: Asking, scope: string, flag: Flag): Code | null {
  if (!isWho(world, asking)) return 'not_authenticated'
  return asking.person === null || held(asking.person, scope).has(flag) ? null : 'forbidden'
}

/** A membership once an offer is taken: never less than before, and the role only goes up. */
export function merge(old: Member | null, offer: Member): { member: Member; gained: Flags; rises: boolean } {
  const all = union(flagsOf(old), flagsOf(offer))
  const gained = without(flagsOf(offer), flagsOf(old))
  const rises =
    offer.role !== null && offer.role !== old?.role && isWithin(flagsOfRole(old?.role ?? null), flagsOfRole(offer.role))
  const role = rises ? offer.role : (old?.role ?? null)
  if (old !== null && !rises && gained.size === 0) return { member: old, gained, rises }
  return { member: { role, extra: without(all, flagsOfRole(role)) }, gained, rises }
}

/** Why a giver may not give an offer to somebody who holds `old`; null when they may. */
export function mayNotGive(giver: Person | null, scope: string, old: Member | null, offer: Member): Code | null {
  if (giver === null) return null
  const { gained, rises } = merge(old, offer)
  // A role that is not taken as such may still give its flags: then it is granted all the same.
  const givesRole = rises || [...flagsOfRole(offer.role)].some((flag) => gained.has(flag))
  if (givesRole && offer.role !== null && !mayGrantRole(giver, scope, offer.role)) return 'role_not_grantable'
  return isWithin(gained, held(giver, scope)) ? null : 'exceeds_own'
}

/** Why a giver may not put a membership into a new shape as a whole. */
export function mayNotReshape(giver: Person | null, scope: string, old: Member, wanted: Member): Code | null {
  if (giver === null) return null
  if (wanted.role !== null && wanted.role !== old.role && !mayGrantRole(giver, scope, wanted.role))
    return 'role_not_grantable'
  return isWithin(flagsOf(wanted), held(giver, scope)) ? null : 'exceeds_own'
}

/** Whether somebody may touch a membership at all: not one that holds more than they do. */
export const isAbove = (asking: Asking, scope: string, member: Member): boolean =>
  asking.person !== null && !isWithin(flagsOf(member), held(asking.person, scope))

/**
 * Why somebody may not act on a whole account: it lives in all its scopes, and they need the flag in each and all that
 * the account holds there. Empty when they may. Which scope is looked at first is not promised.
 */
export function mayNotOver(world: World, asking: Asking, target: Person | null, flag: Flag): readonly Code[] {
  if (!isWho(world, asking)) return ['not_authenticated']
  const memberships = target === null || target.memberships.size === 0 ? [['*', null] as const] : target.memberships
  const codes = [...memberships].flatMap(([scope, member]): Code[] => {
    const no = mayNot(world, asking, scope, flag)
    if (no) return [no]
    return member !== null && isAbove(asking, scope, member) ? ['exceeds_own'] : []
  })
  return codes.length === 0 && target === null ? ['account_not_found'] : codes
}

/** Whether nobody else is an active owner of this scope. */
export function isLastOwner(world: World, person: Person, scope: string): boolean {
  const isOwner = (one: Person) => one.status === 'active' && one.memberships.get(scope)?.role === 'owner'
  return isOwner(person) && ![...world.people.values()].some((other) => other !== person && isOwner(other))
}

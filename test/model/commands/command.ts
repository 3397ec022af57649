import fc from 'fast-check'
import type { Real } from '../real.ts'
import {
  type Asking,
  type Flags,
  isLive,
  type Member,
  noteOwners,
  type Person,
  type Role,
  roleFlags,
  theSystem,
  type World,
} from '../world.ts'

export type ModelCommand = fc.AsyncCommand<World, Real>

/** A command of the model: what it is called, what is chosen for it, and what it does; `needs` says when it can be run. */
export function command<I>(
  name: string,
  input: fc.Arbitrary<I>,
  run: (world: World, real: Real, input: I) => Promise<unknown>,
  needs: (world: World) => boolean = () => true,
): fc.Arbitrary<ModelCommand> {
  return input.map((chosen) => ({
    check: needs,
    run: async (world, real) => {
      await run(world, real, chosen)
      noteOwners(world)
    },
    toString: () => `${name}(${JSON.stringify(chosen, setsAsLists)})`,
  }))
}

const setsAsLists = (_: string, value: unknown): unknown => (value instanceof Set ? [...value] : value)

/** One of what there is, the latest first: the number is chosen before anybody knows how many there will be. */
export const pick = <T>(list: readonly T[], n: number): T | undefined => list[list.length - 1 - (n % list.length)]

/** Like `pick`, where `needs` has seen to it that there is one. */
export function pickOne<T>(list: readonly T[], n: number): T {
  const found = pick(list, n)
  if (found === undefined) throw new RangeError('There is nothing to pick from')
  return found
}

export const which = fc.nat(11)

/** The addresses of all sequences: two of each domain, and the two people who are there from the start. */
export const emails = [
  'owner@corp.example',
  'admin@corp.example',
  'ada@corp.example',
  'bob@corp.example',
  'cyd@elsewhere.example',
  'dee@elsewhere.example',
] as const
export const email = fc.constantFrom(...emails)
export const scope = fc.constantFrom('*', 'garage', 'radio')
export const delivery = fc.constantFrom('mail', 'link', 'both')

// The last one is above an administrator.
const flags = fc.oneof(fc.subarray([...roleFlags.owner], { maxLength: 2 }), fc.constant(['pages.write'] as const))
export const extra: fc.Arbitrary<Flags> = fc.oneof(fc.constant([]), flags).map((list) => new Set(list))
export const role = fc.constantFrom<Role | null>('member', 'admin', 'owner', null)
export const offer: fc.Arbitrary<Member> = fc.record({ role, extra })

/** Who asks: the system, somebody by their id, or whoever a session of some time ago belonged to. */
export type Who = { readonly by: 'system' } | { readonly by: 'person' | 'session'; readonly n: number }

const person = fc.record({ by: fc.constant('person' as const), n: which })
const session = fc.record({ by: fc.constant('session' as const), n: which })
/** Somebody with an account. */
export const anybody: fc.Arbitrary<Who> = fc.oneof({ weight: 3, arbitrary: person }, { weight: 2, arbitrary: session })
export const who: fc.Arbitrary<Who> = fc.oneof(
  { weight: 4, arbitrary: anybody },
  fc.constant({ by: 'system' } as const),
)

export function askingOf(world: World, who: Who): Asking {
  if (who.by === 'system') return theSystem
  const session = who.by === 'session' ? pick(world.sessions, who.n) : undefined
  if (session) return { actor: session.actor, person: session.person, epoch: session.epoch }
  const person = pickPerson(world, who.n, [null, isMember, isAdmin, isAdmin][who.n % 4] ?? null)
  return { actor: { type: 'account', id: person.id }, person, epoch: null }
}

// Those who may do something, and above all those who may do some things and not others.
const isMember = ({ status, memberships }: Person) => status === 'active' && memberships.size > 0
const isAdmin = ({ status, memberships }: Person) =>
  status === 'active' && [...memberships.values()].some(({ role }) => role === 'admin')

function pickPerson(world: World, n: number, wanted: ((person: Person) => boolean) | null): Person {
  const people = [...world.people.values()]
  return pick(wanted === null ? [] : people.filter(wanted), n) ?? pickOne(people, n)
}

/** Somebody to act on: anybody, somebody whom the verb is for, now and then nobody. */
export interface Target {
  readonly n: number | null
  readonly fitting: boolean
}

export const target: fc.Arbitrary<Target> = fc.record({ n: fc.option(which, { freq: 12 }), fitting: fc.boolean() })

export const targetOf = (world: World, { n, fitting }: Target, fits: (person: Person) => boolean): Person | null =>
  n === null ? null : pickPerson(world, n, fitting ? fits : null)

export const idOf = (person: Person | null): string => person?.id ?? 'nobody'

/** The session of a person that lives, as a browser would send it along. */
export function sessionOf(world: World, address: string | null): Asking | null {
  const live = world.sessions.filter((session) => session.person.email === address && isLive(world, session)).at(-1)
  return live ? { actor: live.actor, person: live.person, epoch: live.epoch } : null
}

/** The same address as somebody else would write it. */
export const shouted = (address: string): string => ` ${address.toUpperCase()} `

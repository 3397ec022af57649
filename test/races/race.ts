import type { Actor } from '../../src/index.ts'
import type { EmptyStore } from '../support/empty-stores.ts'
import { goodPassword, person, type TestService, type testService } from '../support/service.ts'

export type Service = TestService['service']
type ServiceOptions = NonNullable<Parameters<typeof testService>[1]>
export type Call = (service: Service) => Promise<unknown>

/** What is looked at when all calls have ended. */
export interface Settled {
  /** How each call ended, in the order of the calls: `done`, or the code of its refusal. */
  readonly outcomes: readonly string[]
  /** The types of the events that the calls committed, in the order in which they became true. */
  readonly committed: readonly string[]
  readonly service: Service
  readonly rows: EmptyStore['rows']
}

/** Calls that meet: how each may end, and what must be so afterwards. */
export interface Race {
  readonly name: string
  /** Every way in which the calls may end. Each of them comes, when the calls meet often enough. */
  readonly endings: readonly string[]
  /** Options of the service, where they are not the usual ones. */
  readonly options?: ServiceOptions
  /** A unique key alone keeps this one: guards are not asked. */
  readonly keptByKeys?: true
  readonly prepare: (t: TestService) => Promise<{
    readonly calls: readonly Call[]
    readonly settle?: (settled: Settled) => Promise<void>
  }>
}

export const ada = 'ada@example.com'
export const newPassword = 'a quiet harbour at 6 in winter'

export async function invited(t: TestService, actor: Actor, offer: { readonly scope?: string } = {}) {
  const options = { actor, delivery: 'link' } as const
  const { id, token } = await t.service.invitations.create({ email: ada, role: 'member', ...offer }, options)
  return { id, token: token ?? '' }
}

export const accept =
  (token: string): Call =>
  ({ invitations }) =>
    invitations.accept({ token, password: goodPassword })

export const suspend =
  (id: string, actor: Actor): Call =>
  ({ accounts }) =>
    accounts.suspend(id, { actor })
export const demote =
  (id: string, actor: Actor): Call =>
  ({ accounts }) =>
    accounts.updateMembership(id, '*', { role: 'member' }, { actor })
export const remove =
  (id: string, actor: Actor): Call =>
  ({ accounts }) =>
    accounts.removeMembership(id, '*', { actor })

/** A member, for those who do something about somebody. */
export const member = async (t: TestService) => (await person(t, ada, 'member')).id

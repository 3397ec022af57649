import { eventsContract } from '../../../examples/events/src/contract.ts'
import { radioContract } from '../../../examples/radio/src/contract.ts'
import type { Route } from '../../../src/http.ts'

/** The contracts by their names, for a process that is told which one to serve. */
export const contracts = { radio: radioContract, events: eventsContract } as const

export type ContractName = keyof typeof contracts

type OptionsOf<N extends ContractName> = Parameters<(typeof contracts)[N]>[0]

/** What the routes of a contract were made of. */
export interface MadeContract {
  readonly name: ContractName
  readonly options: OptionsOf<ContractName>
}

const made = new WeakMap<Route, MadeContract>()

/** The routes of a contract, which `madeOf` remembers. */
export function contractOf<N extends ContractName>(name: N, options: OptionsOf<N>): readonly Route[] {
  const factory: (options: OptionsOf<N>) => readonly Route[] = contracts[name] as never
  const routes = factory(options)
  for (const route of routes) made.set(route, { name, options })
  return routes
}

/** The contract among the routes of a mount; undefined where they are the library's alone. */
export const madeOf = (routes: readonly Route[] = []): MadeContract | undefined =>
  routes.map((route) => made.get(route)).find((found) => found !== undefined)

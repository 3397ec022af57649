import type { Endpoint } from './endpoint.ts'
import type { Route, RouteOf } from './route.ts'

type Lines<G extends Readonly<Record<string, Endpoint>>> = {
  readonly [V in keyof G]: Omit<RouteOf<G[V]['session']>, keyof Endpoint | 'operation' | 'refusal'>
}

/** The routes of one group of verbs: its endpoints, each with what it takes, refuses and does. None can be forgotten. */
export const routesOf = <const G extends Readonly<Record<string, Endpoint>>>(
  group: string,
  endpoints: G,
  lines: Lines<G>,
): readonly Route[] =>
  Object.entries(endpoints).map(
    ([verb, endpoint]) => ({ ...endpoint, ...lines[verb], operation: `${group}.${verb}` }) as Route,
  )

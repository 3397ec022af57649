export { type AdmitOptions, admit, type Wanted } from './http/admit.ts'
export type { CarriedTokens, Carrier, Carry, IssuedTokens } from './http/carry.ts'
export {
  type Answered,
  type ContractLine,
  type ContractOptions,
  defineContract,
  everyItem,
  type MakeLine,
  type Refusals,
} from './http/contract.ts'
export type { FieldMap, FieldRule } from './http/contract-input.ts'
export type { SetCookie } from './http/cookie.ts'
export type { Endpoint, Method, SessionNeed } from './http/endpoint.ts'
export { endpoints } from './http/endpoints.ts'
export {
  createFetchHandler,
  type FetchHandler,
  type HandlerOptions,
  type RequestInfo,
  type RoutesHandler,
} from './http/fetch-handler.ts'
export { forwardedFor } from './http/forwarded-for.ts'
export { localPath } from './http/local-path.ts'
export { type NodeListener, type NodeRequest, nodeHeaders, nodeListener } from './http/node-listener.ts'
export type { Problem } from './http/problem.ts'
export type { ActorCall, BodyKind, Call, CallOf, Reply, Route, RouteOf, SessionCall } from './http/route.ts'
export { routes } from './http/routes.ts'
export { sessionCookies } from './http/session-cookies.ts'
export { createSessionGuard, type GuardOptions, type SessionGuard, type Trusted } from './http/session-guard.ts'

export { createFetchHandler, type FetchHandler, type HandlerOptions } from './http/fetch-handler.ts'
export type { Call, Method, Reply, Route, SessionCall } from './http/route.ts'
export { routes } from './http/routes.ts'

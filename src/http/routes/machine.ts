import { endpoints } from '../endpoints.ts'
import { routesOf } from '../routes-of.ts'

const KEEP_KEYS = 300 // seconds: a key is among the public ones long before it signs

export const machineRoutes = routesOf('machine', endpoints.machine, {
  openapi: { refuses: [], run: async ({ openapi }) => ({ body: await openapi() }) },
  jwks: {
    refuses: [],
    run: async ({ service }) => ({ body: { keys: service.policy.sessions.publicKeys ?? [] }, keep: KEEP_KEYS }),
  },
})

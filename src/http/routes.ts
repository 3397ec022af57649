import type { Route } from './route.ts'
import { accountRoutes } from './routes/accounts.ts'
import { activationRoutes } from './routes/activations.ts'
import { auditRoutes } from './routes/audit.ts'
import { invitationRoutes } from './routes/invitations.ts'
import { machineRoutes } from './routes/machine.ts'
import { resetRoutes } from './routes/resets.ts'
import { sessionRoutes } from './routes/sessions.ts'

/**
 * The one description of the routes. Every mount serves these, unless its host says otherwise.
 *
 * @example
 * const handler = createFetchHandler(service, { routes: [...routes.filter(({ path }) => path !== '/signup')] })
 */
export const routes: readonly Route[] = [
  ...invitationRoutes,
  ...activationRoutes,
  ...resetRoutes,
  ...sessionRoutes,
  ...accountRoutes,
  ...auditRoutes,
  ...machineRoutes,
]

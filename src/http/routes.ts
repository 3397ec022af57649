import type { Route } from './route.ts'
import { accountRoutes } from './routes/accounts.ts'
import { invitationRoutes } from './routes/invitations.ts'
import { passwordRoutes } from './routes/passwords.ts'
import { sessionRoutes } from './routes/sessions.ts'

/** The one description of the routes. Every mount serves exactly these. */
export const routes: readonly Route[] = [...invitationRoutes, ...passwordRoutes, ...sessionRoutes, ...accountRoutes]

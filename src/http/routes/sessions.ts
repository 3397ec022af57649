import { parse, z } from '../../service/input.ts'
import { loginInput } from '../../service/sessions/login.ts'
import type { Route } from '../route.ts'

/** What the service calls `login` is an address or a user name; here it is called by the name that forms use. */
const credentials = z.strictObject({ email: loginInput.shape.login, password: loginInput.shape.password })

export const sessionRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/login',
    session: 'none',
    status: 200,
    run: async ({ service, body }) => {
      const { email, password } = parse(credentials, body)
      const { account, sessionToken } = await service.sessions.login({ login: email, password })
      return { body: { account, accessToken: sessionToken }, session: { token: sessionToken } }
    },
  },
  {
    method: 'POST',
    path: '/logout',
    bare: true,
    session: 'none',
    status: 204,
    run: async ({ service, sessionToken }) => {
      await service.sessions.logout(sessionToken)
      return { session: 'end' }
    },
  },
  {
    method: 'GET',
    path: '/session',
    session: 'required',
    status: 200,
    run: async ({ service, actor, session }) => {
      const { memberships, ...account } = await service.accounts.get(actor.id, { actor })
      return { body: { account, memberships, session: session.session } }
    },
  },
]

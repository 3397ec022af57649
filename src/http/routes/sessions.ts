import * as z from 'zod/mini'
import { InviteError } from '../../domain/errors.ts'
import { parse, secret } from '../../service/input.ts'
import { loginInput } from '../../service/sessions/login.ts'
import { endpoints } from '../endpoints.ts'
import { loggedIn, ofAccount, param } from '../fields.ts'
import { routesOf } from '../routes-of.ts'

/** What the service calls `login` is an address or a user name; here it is called by the name that forms use. */
const credentials = z.strictObject({ email: loginInput.shape.login, password: loginInput.shape.password })

/** The refresh token, where no cookie carries it. */
const renewal = z.strictObject({ refreshToken: z.exactOptional(secret) })

export const sessionRoutes = routesOf('sessions', endpoints.sessions, {
  login: {
    body: [credentials],
    refuses: ['login_failed'],
    run: async (call) => {
      const { service, device, from } = call
      const { email, password } = parse(credentials, call.body)
      return loggedIn(call, await service.sessions.login({ login: email, password }, { device, from }))
    },
  },
  refresh: {
    body: [renewal],
    refuses: ['not_authenticated'],
    run: async (call) => {
      const token = call.refreshToken(parse(renewal, call.body).refreshToken)
      // Where sessions are opaque there are no such tokens: this is none.
      if (call.service.policy.sessions.publicKeys === null) throw new InviteError('not_authenticated')
      return loggedIn(call, await call.service.sessions.refresh(token, { from: call.from }))
    },
  },
  logout: {
    body: [renewal],
    refuses: [],
    run: async ({ service, body, accessToken, refreshToken }) => {
      // Whichever still says who it was: an access JWT lapses long before its session does.
      for (const token of [refreshToken(parse(renewal, body).refreshToken), accessToken()])
        if (token !== null) await service.sessions.logout(token)
      return { tokens: 'end' }
    },
  },
  check: {
    refuses: ['not_authenticated'],
    run: async ({ service, actor, session }) => {
      const { memberships, ...account } = await service.accounts.get(actor.id, { actor })
      return { body: { account, memberships, session: session.session } }
    },
  },
  list: {
    query: ofAccount,
    refuses: ['not_authenticated', 'forbidden', 'exceeds_own', 'account_not_found'],
    run: async ({ service, query, actor, session }) => ({
      body: await service.sessions.list(parse(ofAccount, query), { actor, session: session.session.id }),
    }),
  },
  revoke: {
    bare: true,
    refuses: ['not_authenticated', 'session_not_found', 'exceeds_own'],
    run: async (call) => {
      await call.service.sessions.revoke(param(call, 'id'), { actor: call.actor })
      return call.params['id'] === call.session.session.id ? { tokens: 'end' } : {}
    },
  },
  revokeAll: {
    query: ofAccount,
    bare: true,
    refuses: [
      'not_authenticated',
      'forbidden',
      'exceeds_own',
      'account_not_found',
      'account_invited',
      'account_suspended',
    ],
    run: async ({ service, query, actor }) => {
      const { accountId = actor.id } = parse(ofAccount, query)
      await service.sessions.revokeAll({ accountId }, { actor })
      return accountId === actor.id ? { tokens: 'end' } : {}
    },
  },
})

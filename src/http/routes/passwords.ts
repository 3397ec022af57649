import { parse } from '../../service/input.ts'
import { linkFor, split, tokenOnly, unchecked, withSession } from '../fields.ts'
import type { Reply, Route } from '../route.ts'

const OK = { ok: true }

export const passwordRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/password/forgot',
    session: 'none',
    status: 200,
    run: async ({ service, body, locale }) => {
      await service.resets.request(unchecked({ locale, ...body }))
      return { body: OK }
    },
  },
  {
    method: 'POST',
    path: '/password/resets',
    session: 'required',
    status: 201,
    run: async ({ service, body, actor }) => {
      const { accountId, ...options } = parse(linkFor, body)
      return { body: await service.resets.issue(accountId, { ...options, actor }) }
    },
  },
  {
    method: 'POST',
    path: '/password/reset/preview',
    session: 'none',
    status: 200,
    run: async ({ service, body }) => ({ body: await service.resets.preview(parse(tokenOnly, body)) }),
  },
  {
    method: 'POST',
    path: '/password/reset',
    session: 'none',
    status: 200,
    run: async ({ service, body }) => {
      await service.resets.complete(unchecked(body))
      return { body: OK }
    },
  },
  {
    method: 'POST',
    path: '/password/change',
    session: 'required',
    status: 200,
    run: async ({ service, body, actor }) =>
      loggedIn(await service.accounts.changePassword(unchecked(body), { actor, session: true })),
  },
  {
    method: 'POST',
    path: '/activations',
    session: 'required',
    status: 201,
    run: async ({ service, body, actor }) => {
      const { accountId, ...options } = parse(linkFor, body)
      return { body: await service.activations.issue(accountId, { ...options, actor }) }
    },
  },
  {
    method: 'POST',
    path: '/activations/preview',
    session: 'none',
    status: 200,
    run: async ({ service, body }) => ({ body: await service.activations.preview(parse(tokenOnly, body)) }),
  },
  {
    method: 'POST',
    path: '/activations/complete',
    session: 'none',
    status: 200,
    run: async ({ service, body }) => {
      const { input, options } = split(body, withSession)
      return loggedIn(await service.activations.complete(unchecked(input), options))
    },
  },
]

function loggedIn({ sessionToken, ...body }: { readonly sessionToken: string | null }): Reply {
  return sessionToken === null
    ? { body }
    : { body: { ...body, accessToken: sessionToken }, session: { token: sessionToken } }
}

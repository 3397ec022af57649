import { listQuery, unchecked } from '../fields.ts'
import type { Route } from '../route.ts'

export const accountRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/accounts',
    session: 'required',
    status: 200,
    run: async ({ service, query, actor }) => ({ body: await service.accounts.list(listQuery(query), { actor }) }),
  },
  {
    method: 'GET',
    path: '/accounts/:id',
    session: 'required',
    status: 200,
    run: async ({ service, params, actor }) => ({ body: await service.accounts.get(params['id'] ?? '', { actor }) }),
  },
  {
    method: 'POST',
    path: '/accounts/:id/suspend',
    bare: true,
    session: 'required',
    status: 200,
    run: async ({ service, params, actor }) => ({
      body: await service.accounts.suspend(params['id'] ?? '', { actor }),
    }),
  },
  {
    method: 'POST',
    path: '/accounts/:id/reactivate',
    bare: true,
    session: 'required',
    status: 200,
    run: async ({ service, params, actor }) => ({
      body: await service.accounts.reactivate(params['id'] ?? '', { actor }),
    }),
  },
  {
    method: 'PATCH',
    path: '/accounts/:id/memberships/:scope',
    session: 'required',
    status: 200,
    run: async ({ service, params, body, actor }) => ({
      body: await service.accounts.updateMembership(params['id'] ?? '', params['scope'] ?? '', unchecked(body), {
        actor,
      }),
    }),
  },
  {
    method: 'DELETE',
    path: '/accounts/:id/memberships/:scope',
    bare: true,
    session: 'required',
    status: 204,
    run: async ({ service, params, actor }) => {
      await service.accounts.removeMembership(params['id'] ?? '', params['scope'] ?? '', { actor })
      return {}
    },
  },
  {
    method: 'GET',
    path: '/events',
    session: 'required',
    status: 200,
    run: async ({ service, query, actor }) => ({ body: await service.audit.list(listQuery(query), { actor }) }),
  },
]

import type { Endpoint } from './endpoint.ts'

/** Every route of the library by the verb that it calls, below a prefix that the host chooses. Data, and nothing else. */
export const endpoints = {
  invitations: {
    create: { method: 'POST', path: '/invitations', session: 'required', status: 201 },
    createMany: { method: 'POST', path: '/invitations/bulk', session: 'required', status: 200 },
    list: { method: 'GET', path: '/invitations', session: 'required', status: 200 },
    get: { method: 'GET', path: '/invitations/:id', session: 'required', status: 200 },
    resend: { method: 'POST', path: '/invitations/:id/resend', session: 'required', status: 200 },
    revoke: { method: 'POST', path: '/invitations/:id/revoke', session: 'required', status: 200 },
    preview: { method: 'POST', path: '/invitations/preview', session: 'optional', status: 200 },
    accept: { method: 'POST', path: '/invitations/accept', session: 'optional', status: 201 },
    decline: { method: 'POST', path: '/invitations/decline', session: 'none', status: 200 },
  },
  activations: {
    issue: { method: 'POST', path: '/activations', session: 'required', status: 201 },
    preview: { method: 'POST', path: '/activations/preview', session: 'none', status: 200 },
    complete: { method: 'POST', path: '/activations/complete', session: 'none', status: 200 },
  },
  resets: {
    request: { method: 'POST', path: '/password/forgot', session: 'none', status: 200 },
    issue: { method: 'POST', path: '/password/resets', session: 'required', status: 201 },
    preview: { method: 'POST', path: '/password/reset/preview', session: 'none', status: 200 },
    complete: { method: 'POST', path: '/password/reset', session: 'none', status: 200 },
  },
  sessions: {
    login: { method: 'POST', path: '/login', session: 'none', status: 200 },
    refresh: { method: 'POST', path: '/token/refresh', session: 'none', status: 200 },
    logout: { method: 'POST', path: '/logout', session: 'none', status: 204 },
    check: { method: 'GET', path: '/session', session: 'required', status: 200 },
    list: { method: 'GET', path: '/sessions', session: 'required', status: 200 },
    revoke: { method: 'DELETE', path: '/sessions/:id', session: 'required', status: 204 },
    revokeAll: { method: 'DELETE', path: '/sessions', session: 'required', status: 204 },
  },
  accounts: {
    signUp: { method: 'POST', path: '/signup', session: 'none', status: 201 },
    list: { method: 'GET', path: '/accounts', session: 'required', status: 200 },
    get: { method: 'GET', path: '/accounts/:id', session: 'required', status: 200 },
    suspend: { method: 'POST', path: '/accounts/:id/suspend', session: 'required', status: 200 },
    reactivate: { method: 'POST', path: '/accounts/:id/reactivate', session: 'required', status: 200 },
    updateMembership: {
      method: 'PATCH',
      path: '/accounts/:id/memberships/:scope',
      session: 'required',
      status: 200,
    },
    removeMembership: {
      method: 'DELETE',
      path: '/accounts/:id/memberships/:scope',
      session: 'required',
      status: 204,
    },
    changePassword: { method: 'POST', path: '/password/change', session: 'required', status: 200 },
    changeEmail: { method: 'POST', path: '/email/change', session: 'required', status: 200 },
    confirmEmail: { method: 'POST', path: '/email/confirm', session: 'none', status: 200 },
  },
  audit: {
    list: { method: 'GET', path: '/events', session: 'required', status: 200 },
  },
  machine: {
    openapi: { method: 'GET', path: '/openapi.json', session: 'none', status: 200 },
    jwks: { method: 'GET', path: '/.well-known/jwks.json', session: 'none', status: 200 },
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Endpoint>>>>

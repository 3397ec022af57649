import type { ClientAnswer } from 'invitekit/client'
import { api } from '../../../app/api.ts'

export type Session = ClientAnswer<'sessions', 'check'>
export interface Organization {
  readonly id: string
  readonly name: string
}

/** Who is logged in, and the ways in and out. */
export const sessionApi = api.injectEndpoints({
  endpoints: (build) => ({
    session: build.query<Session, void>({
      query: () => (client, signal) => client.sessions.check({}, { signal }),
      providesTags: ['Session'],
      keepUnusedDataFor: 3600,
    }),
    organizations: build.query<readonly Organization[], void>({
      query: () => ({ method: 'GET', path: '/organizations' }),
      providesTags: ['Session'],
    }),
    login: build.mutation<unknown, { readonly email: string; readonly password: string }>({
      query: (input) => (client) => client.sessions.login(input),
      invalidatesTags: (_, error) => (error ? [] : ['Session']),
    }),
    logout: build.mutation<null, void>({ query: () => (client) => client.sessions.logout() }),
    requestReset: build.mutation<unknown, { readonly email: string }>({
      query: (input) => (client) => client.resets.request(input),
    }),
    previewReset: build.query<ClientAnswer<'resets', 'preview'>, string>({
      query: (token) => (client, signal) => client.resets.preview({ token }, { signal }),
      keepUnusedDataFor: 0,
    }),
    completeReset: build.mutation<unknown, { readonly token: string; readonly password: string }>({
      query: (input) => (client) => client.resets.complete(input),
    }),
  }),
})

export const {
  useSessionQuery,
  useOrganizationsQuery,
  useLoginMutation,
  useLogoutMutation,
  useRequestResetMutation,
  usePreviewResetQuery,
  useCompleteResetMutation,
} = sessionApi

import type { ClientAnswer } from 'invitekit/client'
import { api } from '../../../app/api.ts'

export type PeoplePage = ClientAnswer<'accounts', 'list'>
export type Person = PeoplePage['items'][number]
export type InvitationsPage = ClientAnswer<'invitations', 'list'>
export type Invitation = InvitationsPage['items'][number]

export interface NewInvitation {
  readonly email: string
  readonly role: string
  readonly orgId?: string
  readonly eventIds?: readonly string[]
}

export interface SentInvitation {
  readonly id: string
  readonly email: string
  readonly role: string
  readonly orgId: string
  readonly status: string
  readonly expiresAt: string
  readonly url: string | null
}

export type BulkVerdict =
  | { readonly ok: true; readonly id: string; readonly email: string }
  | {
      readonly ok: false
      readonly code: string
      readonly detail: string
      readonly fields: readonly { readonly field: string; readonly code: string }[]
    }

export interface BulkAnswer {
  readonly rows: readonly BulkVerdict[]
  readonly created: number
  readonly replayed: boolean
}

/** People and invitations of one organisation, or of the whole system (`*`). */
const place = (scope: string, after: string | null) => ({
  ...(scope === '*' ? {} : { scope }),
  ...(after === null ? {} : { after }),
})

const pages = {
  initialPageParam: null as string | null,
  getNextPageParam: ({ next }: { readonly next: string | null }) => next ?? undefined,
}

export const peopleApi = api.injectEndpoints({
  endpoints: (build) => ({
    people: build.infiniteQuery<PeoplePage, string, string | null>({
      infiniteQueryOptions: pages,
      query:
        ({ queryArg, pageParam }) =>
        (client, signal) =>
          client.accounts.list({ ...place(queryArg, pageParam), limit: 50 }, { signal }),
      providesTags: ['People'],
    }),
    invitations: build.infiniteQuery<InvitationsPage, string, string | null>({
      infiniteQueryOptions: pages,
      query:
        ({ queryArg, pageParam }) =>
        (client, signal) =>
          client.invitations.list({ ...place(queryArg, pageParam), limit: 50 }, { signal }),
      providesTags: ['Invitations'],
    }),
    invite: build.mutation<SentInvitation, NewInvitation & { readonly idempotencyKey: string }>({
      query: ({ idempotencyKey, ...body }) => ({ method: 'POST', path: '/invitations', body, idempotencyKey }),
      invalidatesTags: (_, error) => (error ? [] : ['Invitations']),
    }),
    inviteMany: build.mutation<
      BulkAnswer,
      { readonly rows: readonly NewInvitation[]; readonly dryRun: boolean; readonly idempotencyKey?: string }
    >({
      query: ({ idempotencyKey, ...body }) => ({
        method: 'POST',
        path: '/invitations/bulk',
        body,
        ...(idempotencyKey ? { idempotencyKey } : {}),
      }),
      invalidatesTags: (_, error, { dryRun }) => (error || dryRun ? [] : ['Invitations']),
    }),
    suspend: build.mutation<unknown, string>({
      query: (id) => (client) => client.accounts.suspend({ id }),
      invalidatesTags: ['People'],
    }),
    reactivate: build.mutation<unknown, string>({
      query: (id) => (client) => client.accounts.reactivate({ id }),
      invalidatesTags: ['People'],
    }),
    resend: build.mutation<unknown, string>({
      query: (id) => (client) => client.invitations.resend({ id }),
      invalidatesTags: ['Invitations'],
    }),
    revoke: build.mutation<unknown, string>({
      query: (id) => (client) => client.invitations.revoke({ id }),
      invalidatesTags: ['Invitations'],
    }),
  }),
})

export const {
  usePeopleInfiniteQuery,
  useInvitationsInfiniteQuery,
  useInviteMutation,
  useInviteManyMutation,
  useSuspendMutation,
  useReactivateMutation,
  useResendMutation,
  useRevokeMutation,
} = peopleApi

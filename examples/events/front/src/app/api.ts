import { type BaseQueryFn, createApi } from '@reduxjs/toolkit/query/react'
import { ClientError, createClient, type InviteClient } from 'invitekit/client'
import { language } from '../texts/index.ts'
import { type ApiError, apiError, messageOf } from './api-error.ts'

/** The library's routes, typed; cookies carry the session. */
const client = createClient({ prefix: '/api', locale: language })

/** A call of the product's own contract. */
interface ContractCall {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly body?: unknown
  readonly idempotencyKey?: string
}

/** One of the library's verbs by its client, or a line of the contract. */
export type Ask = ((client: InviteClient, signal: AbortSignal) => Promise<unknown>) | ContractCall

const baseQuery: BaseQueryFn<Ask, unknown, ApiError> = async (ask, { signal, dispatch }) => {
  try {
    return { data: typeof ask === 'function' ? await ask(client, signal) : await contractCall(ask, signal) }
  } catch (error) {
    const failed = error instanceof ClientError ? apiError(error) : error
    if (!isKnown(failed)) throw error
    // The session has ended elsewhere: the page learns it with the first call that is refused.
    if (failed.code === 'not_authenticated') dispatch(sessionEnded())
    return { error: failed }
  }
}

const isKnown = (error: unknown): error is ApiError => typeof error === 'object' && error !== null && 'fields' in error

async function contractCall(
  { method, path, body, idempotencyKey }: ContractCall,
  signal: AbortSignal,
): Promise<unknown> {
  const sent = {
    method,
    signal,
    headers: {
      'accept-language': language,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(idempotencyKey ? { 'idempotency-key': idempotencyKey } : {}),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }
  const response = await fetch(`/api${path}`, sent).catch((cause) => {
    throw signal.aborted ? cause : apiError(new ClientError('network', '', { cause }))
  })
  const answer = await response.json().catch(() => null)
  if (response.ok) return answer
  const { code = 'unexpected', detail = '', fields = [], reason } = Object(answer)
  const after = Number(response.headers.get('retry-after') ?? Number.NaN)
  const retryAfterSeconds = Number.isFinite(after) ? after : null
  const message = messageOf(code, detail, retryAfterSeconds)
  throw { code, status: response.status, message, fields, reason, retryAfterSeconds } satisfies ApiError
}

export const api = createApi({
  baseQuery,
  tagTypes: ['Session', 'People', 'Invitations'],
  refetchOnReconnect: true,
  endpoints: () => ({}),
})

/** Told to the session slice, which knows whether there was one. */
export const sessionEnded = () => ({ type: 'session/ended' as const })

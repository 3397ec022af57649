import type { ClientError } from 'invitekit/client'
import { fill, t } from '../texts/index.ts'

/** Why a call failed, as the store keeps it: plain data. */
export interface ApiError {
  readonly code: string
  readonly status: number
  readonly message: string
  readonly fields: readonly { readonly field: string; readonly code: string; readonly detail: string }[]
  readonly reason?: string
  readonly retryAfterSeconds: number | null
}

export const apiError = (error: ClientError): ApiError => ({
  code: error.code,
  status: error.status,
  message: messageOf(error.code, error.message, error.retryAfterSeconds),
  fields: error.fields,
  retryAfterSeconds: error.retryAfterSeconds,
})

export function messageOf(code: string, message: string, seconds: number | null): string {
  if (code === 'network') return t.errors.network
  return code === 'rate_limited' && seconds !== null ? fill(t.errors.wait, { seconds }) : message
}

export const isApiError = (error: unknown): error is ApiError =>
  typeof error === 'object' && error !== null && 'code' in error && 'fields' in error

/** What is wrong with one field, in words; undefined where nothing is. */
export const fieldError = (error: unknown, name: string): string | undefined =>
  isApiError(error) ? error.fields.find(({ field }) => field === name)?.detail : undefined

import { ClientError, createClient } from 'invitekit/client'
import { ownMessages } from '../src/messages.ts'

/** The library's routes. */
export const client = createClient({ prefix: '/api/auth', locale: 'fr' })

/** The sentence for whatever a call was refused with. */
export const messageOf = (error: unknown): string =>
  error instanceof ClientError ? (ownMessages[error.code] ?? error.message) : (ownMessages['unexpected'] ?? '')

import { ClientError } from 'invitekit/client'
import { language, texts } from './language.ts'

export interface Sent {
  readonly method?: 'GET' | 'POST'
  readonly json?: unknown
  readonly form?: Readonly<Record<string, string>>
  readonly token?: string
}

/** One request; a refusal is a `ClientError` with the library's code, its text in the reader's language, and the fields. */
export async function request<T>(path: string, { method = 'GET', json, form, token }: Sent = {}): Promise<T> {
  const headers = new Headers({ accept: 'application/json', 'accept-language': language })
  if (token !== undefined) headers.set('authorization', `Bearer ${token}`)
  if (json !== undefined) headers.set('content-type', 'application/json')
  const body = form ? new URLSearchParams({ ...form }) : json === undefined ? null : JSON.stringify(json)
  const response = await fetch(path, { method, headers, body, credentials: 'same-origin' }).catch((cause) => {
    throw new ClientError('network', texts.errors.network, { cause })
  })
  if (!response.ok) throw await refusal(response)
  return response.json()
}

async function refusal(response: Response): Promise<ClientError> {
  const { status } = response
  const answer = await response.json().catch(() => null)
  const after = Number(response.headers.get('retry-after') ?? Number.NaN)
  const facts = { status, fields: answer?.fields ?? [], retryAfterSeconds: Number.isFinite(after) ? after : null }
  return new ClientError(answer?.code ?? 'unexpected', answer?.detail ?? texts.errors.unexpected, facts)
}

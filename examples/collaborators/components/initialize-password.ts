import { ownMessages } from '../src/messages.ts'

/** What became of a first password. */
export interface Initialized {
  readonly isDone: boolean
  /** Whether the link has ended: trying again is of no use. */
  readonly isOver: boolean
  readonly message: string
  /** The rules that the server found broken, in one sentence. */
  readonly rules: string
}

const lost = { isDone: false, isOver: false, message: ownMessages['network'] ?? '', rules: '' }

/** Sends the first password. */
export async function initializePassword(token: string, password: string): Promise<Initialized> {
  try {
    const response = await fetch('/api/auth/initialize-password', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token, password }),
    })
    const said = (await response.json()) as {
      readonly message?: string
      readonly errors?: readonly { readonly message: string }[]
    }
    return {
      isDone: response.ok,
      isOver: [404, 409, 410].includes(response.status),
      message: said.message ?? lost.message,
      rules: (said.errors ?? []).map(({ message }) => `${message}.`).join(' '),
    }
  } catch {
    return lost
  }
}

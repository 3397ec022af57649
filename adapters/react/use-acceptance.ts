import { useRef } from 'react'
import type { CallInputs, ClientAnswer } from '../../src/client.ts'
import { useShared } from './invite-provider.ts'
import { type CallState, useCall } from './use-call.ts'

type AcceptInput = Omit<CallInputs['invitations']['accept'], 'token'>

/** Both answers to an invitation. */
export interface AcceptanceState {
  /** Accepts: makes or joins the account, and logs in unless `session` says no. */
  readonly accept: CallState<AcceptInput, ClientAnswer<'invitations', 'accept'>>
  /** Declines, for good. */
  readonly decline: CallState<void, ClientAnswer<'invitations', 'decline'>>
}

/**
 * Accepts or declines the invitation behind a link. A form that is sent again after a lost answer is the same call, by a
 * key that the page makes once.
 *
 * @example
 * const { accept } = useAcceptance(token)
 * const submit = () => accept.run({ password, profile: { name: 'Ada' } })
 * if (accept.status === 'failed') console.log(accept.error?.fields)
 */
export function useAcceptance(token: string): AcceptanceState {
  const { client, store } = useShared()
  const key = useRef<string | null>(null)
  const accept = useCall(async (input: AcceptInput) => {
    key.current ??= [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16)).join('-')
    const accepted = await client.invitations.accept({ ...input, token }, { idempotencyKey: key.current })
    if (accepted.accessTokenExpiresAt !== undefined) await store.reload()
    return accepted
  })
  const decline = useCall(() => client.invitations.decline({ token }))
  return { accept, decline }
}

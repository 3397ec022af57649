import type { CallInputs, ClientAnswer } from '../../src/client.ts'
import { useShared } from './invite-provider.ts'
import { loggedOut } from './session-store.ts'
import { type CallState, useCall } from './use-call.ts'
import { type PreviewState, usePreview } from './use-preview.ts'

type RequestInput = CallInputs['resets']['request']
type CompleteInput = Omit<CallInputs['resets']['complete'], 'token'>

/** Whom the link is for, and the new password. */
export interface ResetState extends PreviewState<ClientAnswer<'resets', 'preview'>> {
  /** Sets the new password. Every session ends, and nobody is logged in. */
  readonly complete: CallState<CompleteInput, ClientAnswer<'resets', 'complete'>>
}

/**
 * The reset behind a link: whom it is for, and the new password.
 *
 * @example
 * const { preview, complete } = useReset(useLinkToken())
 * const submit = () => complete.run({ password })
 */
export function useReset(token: string | null): ResetState {
  const { client, store } = useShared()
  const complete = useCall(async (input: CompleteInput) => {
    const done = await client.resets.complete({ ...input, token: token ?? '' })
    store.set(loggedOut)
    return done
  })
  return { ...usePreview(token, client.resets.preview), complete }
}

/**
 * Asks for a link to reset a password: the same answer for every address.
 *
 * @example
 * const forgot = useResetRequest()
 * const submit = () => forgot.run({ email: 'ada@example.com' })
 */
export function useResetRequest(): CallState<RequestInput, ClientAnswer<'resets', 'request'>> {
  const { client } = useShared()
  return useCall((input: RequestInput) => client.resets.request(input))
}

import type { CallInputs, ClientAnswer } from '../../src/client.ts'
import { useShared } from './invite-provider.ts'
import { type CallState, useCall } from './use-call.ts'
import { type PreviewState, usePreview } from './use-preview.ts'

type CompleteInput = Omit<CallInputs['activations']['complete'], 'token'>

/** Whom the link is for, and the first password. */
export interface ActivationState extends PreviewState<ClientAnswer<'activations', 'preview'>> {
  /** Sets the first password, and logs in unless `session` says no. */
  readonly complete: CallState<CompleteInput, ClientAnswer<'activations', 'complete'>>
}

/**
 * The activation behind a link: whom it is for, and the first password.
 *
 * @example
 * const { preview, complete } = useActivation(useLinkToken())
 * const submit = () => complete.run({ password })
 */
export function useActivation(token: string | null): ActivationState {
  const { client, store } = useShared()
  const complete = useCall(async (input: CompleteInput) => {
    const completed = await client.activations.complete({ ...input, token: token ?? '' })
    if (completed.accessTokenExpiresAt !== undefined) await store.reload()
    return completed
  })
  return { ...usePreview(token, client.activations.preview), complete }
}

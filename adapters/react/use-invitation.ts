import type { ClientAnswer } from '../../src/client.ts'
import { useShared } from './invite-provider.ts'
import { type PreviewState, usePreview } from './use-preview.ts'

/**
 * The invitation behind a link: what it offers, and what comes next (`sign_up`, `log_in`, `accept` …). Changes nothing.
 *
 * @example
 * const { status, preview, error } = useInvitation(useLinkToken())
 * if (preview?.next === 'sign_up') console.log(preview.invitation?.email)
 */
export function useInvitation(token: string | null): PreviewState<ClientAnswer<'invitations', 'preview'>> {
  return usePreview(token, useShared().client.invitations.preview)
}

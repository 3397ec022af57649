import { InviteError } from 'invitekit'
import { cache } from 'react'
import { shared } from './product.ts'

/** Why a link leads nowhere. */
export type Ended = 'unknown' | 'expired' | 'done' | 'later'

const reasons: Readonly<Record<string, Ended>> = {
  link_expired: 'expired',
  account_active: 'done',
  temporarily_unavailable: 'later',
  busy: 'later',
  limiter_down: 'later',
  rate_limited: 'later',
}

/** Whom a link is for; changes nothing. */
export const openLink = cache(
  async (token: string): Promise<{ readonly name: string; readonly email: string } | { readonly ended: Ended }> => {
    try {
      const { name, email } = await shared().product.activations.preview({ token })
      return { name: name ?? email, email }
    } catch (error) {
      if (error instanceof InviteError) return { ended: reasons[error.code] ?? 'unknown' }
      console.error(error)
      return { ended: 'later' }
    }
  },
)

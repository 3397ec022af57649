import { InviteError } from 'invitekit'
import { headers } from 'next/headers'
import { cache } from 'react'
import { shared } from './product.ts'
import { settings } from './settings.ts'
import { addressRule } from './visitor.ts'

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
      const { name, email } = await shared().product.activations.preview({ token }, { from: await address() })
      return { name: name ?? email, email }
    } catch (error) {
      if (error instanceof InviteError) return { ended: reasons[error.code] ?? 'unknown' }
      console.error(error)
      return { ended: 'later' }
    }
  },
)

/** The visitor's address behind our proxies; Next.js itself does not tell a page from where a request came. */
async function address(): Promise<string | null> {
  const request = new Request(settings.baseUrl, { headers: new Headers(await headers()) })
  return addressRule.clientAddress?.(request, null) ?? null
}

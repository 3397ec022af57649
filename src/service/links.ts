import { invalidField } from '../domain/invalid-field.ts'
import type { Delivery, LinkPurpose } from '../domain/policy.ts'
import { mintSecret } from '../tokens/secret.ts'
import type { Context } from './context.ts'
import { delivery as deliveryInput, parseField } from './input.ts'

/** A link that goes back to the caller: it exists only in this value. */
export interface HandedLink {
  readonly url: string
  readonly token: string
}

/** The address of a link: built from the options alone, never from a request. */
export const linkUrl = (context: Context, purpose: LinkPurpose, token: string): string =>
  context.policy.baseUrl + context.policy.links[purpose].replaceAll('{token}', token)

/** Mints the secret that a delivery hands back; nothing for mail alone, whose secret is minted when it is sent. */
export function mintLink(
  context: Context,
  purpose: LinkPurpose,
  delivery: Delivery,
): { readonly delivery: Delivery; readonly linkHash: string | null; readonly link: HandedLink | null } {
  if (delivery === 'mail') return { delivery, linkHash: null, link: null }
  const token = mintSecret(purpose, context.random)
  return {
    delivery,
    linkHash: context.secrets.stored(purpose, token),
    link: { token, url: linkUrl(context, purpose, token) },
  }
}

/** How a link is to travel: as the caller says, else by the fallback. A mail needs a mailer, or a host that drains elsewhere. */
export function resolveDelivery({ mailer, policy }: Context, wanted: unknown, fallback: Delivery): Delivery {
  const delivery = wanted === undefined ? fallback : parseField('delivery', deliveryInput, wanted)
  if (delivery !== 'link' && mailer === null && policy.outbox.drain === 'auto')
    throw invalidField('delivery', 'no_mailer')
  return delivery
}

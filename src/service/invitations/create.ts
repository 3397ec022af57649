import * as z from 'zod/mini'
import { type Actor, accountOf } from '../../domain/actor.ts'
import type { Duration } from '../../domain/duration.ts'
import { invalidField } from '../../domain/invalid-field.ts'
import type { Delivery } from '../../domain/policy.ts'
import type { Json } from '../../domain/records.ts'
import {
  type CreateInvitation,
  createInvitation as createRule,
  openKeyOf,
} from '../../domain/rules/create-invitation.ts'
import { actorOf } from '../actor-input.ts'
import type { Context } from '../context.ts'
import { decide } from '../decide.ts'
import { forEvent, idempotentCall } from '../idempotency.ts'
import * as input from '../input.ts'
import { admitInvitations } from '../limit-mails.ts'
import { mintLink, resolveDelivery } from '../links.ts'
import { type InvitationView, invitationView } from '../views.ts'
import { findInvitation } from './find-invitation.ts'
import { readOffer } from './read-offers.ts'

/** The most that a lifetime may be: 90 days. */
const MAX_LIFETIME = 90 * 86_400_000
const MAX_SEATS = 100_000

export const createInput = z.strictObject({
  email: z.optional(z.nullable(input.email)),
  seats: z.optional(z.number().check(z.int(), z.gte(1), z.lte(MAX_SEATS))),
  domains: z.optional(z.array(input.domain).check(z.maxLength(20))),
  scope: z.optional(input.scope),
  role: z.optional(z.nullable(input.text(100))),
  permissions: z.optional(input.flags),
  metadata: z.optional(input.json),
  profile: z.optional(input.json),
  locale: z.optional(z.nullable(input.locale)),
  expiresIn: z.optional(input.duration),
})

/** An offer to join. */
export interface CreateInvitationInput<F extends string = string, R extends string = string> {
  /** Whom it is for; left out for an open link. */
  readonly email?: string | null
  /** Seats of an open link, 1 to 100,000; an invitation with an address has one. */
  readonly seats?: number
  /** For an open link: only addresses of these domains, proven by mail before they can log in. */
  readonly domains?: readonly string[]
  /** The host's organisation, team, garage …; the whole system when left out. */
  readonly scope?: string
  /** The role that it offers. The creator's own role must grant it. */
  readonly role?: R | null
  /** Flags beside those of the role. */
  readonly permissions?: readonly F[]
  /** The host's own data, at most 8 KiB of JSON. */
  readonly metadata?: Json
  /** What is known of the person already: shown in the form, kept in the account. */
  readonly profile?: Json
  /** The language of the mail. */
  readonly locale?: 'en' | 'fr' | null
  /** How long it lives: 7 days by default, at most 90. */
  readonly expiresIn?: Duration
}

/** Who asks, and how the link travels. */
export interface CreateInvitationOptions {
  /** Who asks. What they cannot give they cannot offer; at acceptance it is looked at again. */
  readonly actor: Actor
  /** `mail` where there is a mailer, else `link`; `both` makes two secrets. */
  readonly delivery?: Delivery
  /** Makes a repeated call the same call, for 24 hours. */
  readonly idempotencyKey?: string
}

/** An invitation as its creator gets it. */
export interface CreatedInvitation extends InvitationView {
  /** The link, once, when the delivery hands it back; never stored. */
  readonly url: string | null
  /** The secret in the link, for a page of the host's own. */
  readonly token: string | null
  /** True when an earlier call with the same key had made it: then without a link. */
  readonly replayed: boolean
}

export async function create(
  context: Context,
  value: CreateInvitationInput,
  options: CreateInvitationOptions,
): Promise<CreatedInvitation> {
  const actor = actorOf(options)
  const { command: asked, delivery } = offerOf(context, value, options.delivery)
  const { link, ...by } = mintLink(context, 'invitation', delivery)
  const key =
    options.idempotencyKey === undefined
      ? undefined
      : input.parseField('idempotencyKey', input.idempotencyKey, options.idempotencyKey)
  const idempotent = idempotentCall<CreatedInvitation>(
    { verb: 'invitations.create', caller: accountOf(actor) ?? 'system', key, body: [asked, delivery] },
    async (event) => ({
      ...invitationView(await findInvitation(context, event.subject ?? ''), context.clock.now()),
      url: null,
      token: null,
      replayed: true,
    }),
  )
  const command: CreateInvitation = { ...asked, ...by, actor, idempotency: forEvent(idempotent) }
  return decide(context, {
    read: () => readOffer(context, createInputs(command)),
    rule: (snapshot, moment) => createRule(snapshot, command, context.policy, moment),
    admit: () => admitInvitations(context, actor, delivery, 1),
    view: (invitation) => ({
      ...invitationView(invitation, context.clock.now()),
      url: link?.url ?? null,
      token: link?.token ?? null,
      replayed: false,
    }),
    idempotent,
  })
}

export const createInputs = ({ actor, scope, email }: Pick<CreateInvitation, 'actor' | 'scope' | 'email'>) => ({
  actor: accountOf(actor),
  scope,
  email,
  openKey: openKeyOf(scope, email),
})

/** Reads an offer from input: its form is checked and its gaps are filled from the policy. */
export function offerOf(
  context: Context,
  value: unknown,
  wanted: Delivery | undefined,
): {
  readonly command: Omit<CreateInvitation, 'actor' | 'delivery' | 'linkHash' | 'idempotency'>
  readonly delivery: Delivery
} {
  const { policy } = context
  const offer = input.parse(createInput, value)
  const email = offer.email ?? null
  if (email === null && offer.seats === undefined) throw invalidField('email', 'required')
  if (email !== null && (offer.seats ?? 1) !== 1) throw invalidField('seats', 'only_for_open_links')
  if (email !== null && (offer.domains?.length ?? 0) > 0) throw invalidField('domains', 'only_for_open_links')
  const lifetime = lifetimeOf(context, offer.expiresIn)
  const delivery = resolveDelivery(context, wanted, email === null ? 'link' : policy.delivery)
  if (email === null && delivery !== 'link') throw invalidField('delivery', 'needs_email')
  const command = {
    email,
    domains: offer.domains ?? [],
    seats: offer.seats ?? 1,
    scope: offer.scope ?? '*',
    role: offer.role ?? null,
    permissions: offer.permissions ?? [],
    metadata: offer.metadata ?? {},
    profile: offer.profile ?? {},
    locale: offer.locale ?? null,
    lifetime,
  }
  return { command, delivery }
}

/** How long an invitation lives, in milliseconds: what was asked for, at most 90 days. */
export function lifetimeOf({ policy }: Context, expiresIn: number | undefined): number {
  const lifetime = expiresIn ?? policy.invitations.lifetime
  if (lifetime > MAX_LIFETIME) throw invalidField('expiresIn', 'too_large')
  return lifetime
}

import type { Actor } from '../domain/actor.ts'
import type { OverSnapshot } from '../domain/authority-over.ts'
import type { Decided, Moment } from '../domain/change.ts'
import type { Delivery, Policy } from '../domain/policy.ts'
import type { Account } from '../domain/records.ts'
import type { Refusal } from '../domain/refusal.ts'
import type { IssueLink } from '../domain/rules/activate-account.ts'
import { actorOf } from './actor-input.ts'
import type { Context } from './context.ts'
import { decide } from './decide.ts'
import * as input from './input.ts'
import { admitMailTo } from './limit-mails.ts'
import { mintLink, resolveDelivery } from './links.ts'
import { readOver } from './read-over.ts'
import { type AccountView, accountView } from './views.ts'

/** A link that an administrator made for somebody's account. */
export interface IssuedLink {
  /** Whom the link is for. */
  readonly account: AccountView
  /** The link, once, when the delivery hands it back; never stored. */
  readonly url: string | null
  /** The secret in the link, for a page of the host's own. */
  readonly token: string | null
  /** When the link ends. One that is mailed lives from the moment when it is sent. */
  readonly expiresAt: Date
}

interface Kind {
  readonly purpose: 'activation' | 'reset'
  readonly lifetime: number
  readonly rule: (
    snapshot: OverSnapshot,
    command: IssueLink,
    policy: Policy,
    moment: Moment,
  ) => Decided<{ readonly account: Account; readonly expiresAt: number }> | Refusal
}

export async function issueLink(
  context: Context,
  kind: Kind,
  accountId: string,
  options: { readonly actor: Actor; readonly delivery?: Delivery },
): Promise<IssuedLink> {
  const actor = actorOf(options)
  const target = input.parseField('id', input.id, accountId)
  const delivery = resolveDelivery(context, options.delivery, context.policy.delivery)
  const { link, ...by } = mintLink(context, kind.purpose, delivery)
  return decide(context, {
    read: () => readOver(context, actor, target),
    rule: (snapshot, moment) => kind.rule(snapshot, { ...by, actor, lifetime: kind.lifetime }, context.policy, moment),
    admit: ({ account }) => admitMailTo(context, actor, delivery, account.email),
    view: ({ account, expiresAt }) => ({
      account: accountView(account),
      url: link?.url ?? null,
      token: link?.token ?? null,
      expiresAt: new Date(expiresAt),
    }),
  })
}

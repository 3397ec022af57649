import type { Actor } from '../../domain/actor.ts'
import type { Delivery } from '../../domain/policy.ts'
import { issueActivation as issueRule } from '../../domain/rules/activate-account.ts'
import type { Context } from '../context.ts'
import { type IssuedLink, issueLink } from '../issue-link.ts'

/** Who makes a link for somebody else, and how it travels. */
export interface IssueOptions {
  /** Who asks. */
  readonly actor: Actor
  /** `mail` where there is a mailer, else `link`; `both` makes two secrets. */
  readonly delivery?: Delivery
}

/** Makes the link with which a person who exists already sets the first password. */
export const issue = (context: Context, accountId: string, options: IssueOptions): Promise<IssuedLink> =>
  issueLink(
    context,
    { purpose: 'activation', rule: issueRule, lifetime: context.policy.activations.lifetime },
    accountId,
    options,
  )

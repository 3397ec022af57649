import { issueReset as issueRule } from '../../domain/rules/reset-password.ts'
import type { IssueOptions } from '../activations/issue.ts'
import type { Context } from '../context.ts'
import { type IssuedLink, issueLink } from '../issue-link.ts'

/** Makes a reset link for somebody else; asks for authority over the whole account. */
export const issue = (context: Context, accountId: string, options: IssueOptions): Promise<IssuedLink> =>
  issueLink(
    context,
    { purpose: 'reset', rule: issueRule, lifetime: context.policy.resets.issuedLifetime },
    accountId,
    options,
  )

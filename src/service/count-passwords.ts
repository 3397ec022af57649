import type { Account } from '../domain/records.ts'
import type { Context } from './context.ts'
import { client, type Subject } from './limits.ts'

/** One guess of a password. */
export interface PasswordGuess {
  /** Refuses a client that has had too many wrong ones. */
  open(): Promise<void>
  /**
   * Counts it, before it is compared: of many at once no more are compared than may be. True when the account's password is
   * worth nothing any more, until it is reset.
   */
  count(account: Account | null): Promise<boolean>
  /** It was wrong: that counts for the client's address too. */
  failed(): Promise<void>
  /** It was right: what was counted is forgotten, for this account alone. */
  forget(): Promise<void>
  /** Lets those go on who wait for how it ends. */
  end(): void
}

/** Where a password is typed. */
interface Door {
  /** Each way counts for itself, so that nobody learns which address and which user name are one account. */
  readonly by: 'email' | 'username' | 'current'
  /** The name that was typed with it, in its one form. */
  readonly name?: string
  /** The client's address. */
  readonly from: string | null | undefined
}

/**
 * A guess at the password of whoever is behind a name. An account counts by its id and its epoch: a reset starts from
 * nought. A name without an account counts by itself, in the same way and with the same work.
 */
export function passwordGuess({ limits }: Context, { by, name = '', from }: Door): PasswordGuess {
  let counted: Promise<boolean> | undefined
  let account: Account | null = null
  let leave = () => {}
  const perName = (): Subject =>
    account === null ? { key: [by, name] } : { key: [by, account.id, account.epoch], about: account.id }
  const perAccount = ({ id, epoch }: Account): Subject => ({ key: [id, epoch], about: id })

  const count = async (): Promise<boolean> => {
    if (limits === null) return false
    leave = await limits.begin('password', perName())
    if (account !== null) return limits.exceeds('passwordStop', perAccount(account))
    // The same question, about somebody who is never there: strangers leave no counter that is kept for a year.
    await limits.refuseFull('passwordStop', perName())
    return false
  }
  return {
    open: async () => {
      if (from != null) await limits?.refuseFull('loginFailed', client(from))
    },
    count: (whose) => {
      if (counted === undefined) account = whose
      counted ??= count()
      return counted
    },
    failed: async () => {
      if (from != null) await limits?.take('loginFailed', client(from))
    },
    forget: async () => {
      if (limits === null || account === null) return
      await Promise.all([limits.forget('password', perName()), limits.forget('passwordStop', perAccount(account))])
    },
    end: () => {
      leave()
      leave = () => {}
    },
  }
}

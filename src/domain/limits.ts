import type { Policy } from './policy.ts'

/** So many, in so many milliseconds from the first. */
export interface Rate {
  readonly points: number
  readonly window: number
}

/** What has been counted under a key, and when it starts again from nought. */
export interface Count {
  /** Points since the window began. */
  readonly count: number
  /** Milliseconds. */
  readonly resetsInMs: number
}

interface Limit {
  /** What is counted, for people. */
  readonly what: string
  /** Whose attempts are counted together. */
  readonly per: 'client address' | 'account, by kind of name' | 'account' | 'mailbox' | 'inviter'
  /** All must hold, the shortest first: what it refuses is not counted by the longer. */
  readonly rates: readonly Rate[]
  readonly source: string
}

const SECOND = 1000
const MINUTE = 60 * SECOND
const DAY = 1440 * MINUTE

const allauth = 'django-allauth'
const nist = 'NIST SP 800-63B-4, 3.2.2'

/** The figures: one table, which the documents show. */
const table = {
  login: { what: 'log-ins', per: 'client address', rates: [{ points: 30, window: MINUTE }], source: allauth },
  loginFailed: {
    what: 'log-ins that failed',
    per: 'client address',
    rates: [{ points: 10, window: MINUTE }],
    source: allauth,
  },
  password: {
    what: 'wrong passwords one after the other',
    per: 'account, by kind of name',
    rates: [
      { points: 5, window: 5 * MINUTE },
      { points: 10, window: 15 * MINUTE },
    ],
    source: allauth,
  },
  // A year: the most that a counter is kept for. What was stored is asked for here, so strangers cannot fill it.
  passwordStop: {
    what: 'wrong passwords one after the other',
    per: 'account',
    rates: [{ points: 100, window: 365 * DAY }],
    source: nist,
  },
  token: {
    what: 'links and refresh tokens that nobody made',
    per: 'client address',
    rates: [{ points: 20, window: MINUTE }],
    source: allauth,
  },
  forgot: {
    what: 'forgotten passwords',
    per: 'client address',
    rates: [{ points: 20, window: MINUTE }],
    source: allauth,
  },
  forgotMailbox: {
    what: 'mails for a forgotten password',
    per: 'mailbox',
    rates: [{ points: 5, window: MINUTE }],
    source: allauth,
  },
  forgotDay: {
    what: 'mails for a forgotten password',
    per: 'mailbox',
    rates: [{ points: 10, window: DAY }],
    source: 'own',
  },
  forgotSpare: {
    what: 'mails for a forgotten password once the day has had its share',
    per: 'mailbox',
    rates: [{ points: 1, window: 30 * MINUTE }],
    source: 'own: the lifetime of a reset link',
  },
  signUp: { what: 'sign-ups', per: 'client address', rates: [{ points: 20, window: MINUTE }], source: allauth },
  changeEmail: {
    what: 'changes of the address that were asked for',
    per: 'account',
    rates: [
      { points: 5, window: MINUTE },
      { points: 10, window: DAY },
    ],
    source: 'own',
  },
  resend: {
    what: 'mails that somebody has sent again to a person, or makes a link with',
    per: 'mailbox',
    rates: [
      { points: 1, window: 180 * SECOND },
      { points: 5, window: DAY },
    ],
    source: `${allauth}, CVE-2022-31184`,
  },
  invite: {
    what: 'invitations made, each row of a bulk',
    per: 'inviter',
    rates: [{ points: 1000, window: DAY }],
    source: 'own: option `limits.invitationsPerDay`',
  },
} as const satisfies Record<string, Limit>

/** The name of a limit. */
export type LimitName = keyof typeof table

/** The figures of a service. */
export type Limits = { readonly [name in LimitName]: Limit }

/** The invitations that one inviter may make in a day, where the host says nothing. */
export const INVITATIONS_PER_DAY = table.invite.rates[0].points

/** The figures as a policy wants them. */
export const limitsOf = ({ limits, resets }: Pick<Policy, 'limits' | 'resets'>): Limits => ({
  ...table,
  forgotSpare: { ...table.forgotSpare, rates: [{ points: 1, window: resets.lifetime }] },
  invite: { ...table.invite, rates: [{ points: limits?.invitationsPerDay ?? INVITATIONS_PER_DAY, window: DAY }] },
})

/** Whether what has been counted is too much: then the seconds until it starts again, else null. */
export function waitOf({ points, window }: Rate, { count, resetsInMs }: Count): number | null {
  if (count <= points) return null
  return Math.max(1, Math.ceil(Math.min(resetsInMs, window) / SECOND))
}

/** The same before anything is counted: whether so many more would be too much. */
export function waitBefore(rate: Rate, counted: Count | null, more = 1): number | null {
  return waitOf(rate, { count: (counted?.count ?? 0) + more, resetsInMs: counted?.resetsInMs ?? rate.window })
}

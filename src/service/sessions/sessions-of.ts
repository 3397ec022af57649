const NONE = {} as const
const MOST = 200 // rows of one account that are looked at: lapsed ones may be among them

/** Asks for the sessions of an account that nobody has ended one by one, newest first; lapsed ones and those of an older epoch too. */
export const sessionsOf = (accountId: string) =>
  ({ record: 'session', where: { accountId, status: 'live' }, with: NONE, after: null, limit: MOST }) as const

import { fieldsOf, type RecordKind } from '../../../src/index.ts'
import { DAY, NOW } from '../../support/rows.ts'

/** Invitations, and as many of most things beside them. */
export const MANY = 100_000

const MINUTE = 60_000

const id = (kind: string) => `'0000-${kind}-' || (1000000 + n)`
/** One of everything each minute until now, so that ids are in the order of time. */
const at = `(${NOW} - (${MANY} + 1 - n) * ${MINUTE})`
const email = `'person' || n || '@example.com'`
const scope = `(case when n % 4 = 0 then '*' else 'team-' || (n % 40) end)`
// What was revoked was revoked long ago: whoever looks for it from the newest on passes everything else first.
const status = `(case when n <= ${MANY / 10} then 'revoked' when n % 10 < 5 then 'pending' when n % 10 < 9 then 'accepted' else 'declined' end)`

interface Crowd {
  readonly rows: number
  /** What is in each field of the n-th row, as SQL that every engine understands; null in those that are left out. */
  readonly values: { readonly [field in string]: string }
}

const crowds: { readonly [K in RecordKind]: Crowd } = {
  account: {
    rows: MANY / 2,
    values: {
      id: id('account'),
      email,
      status: `(case when n % 10 = 0 then 'invited' when n % 50 = 1 then 'suspended' else 'active' end)`,
      passwordHash: `'plain:x'`,
      epoch: '0',
      profile: `'{}'`,
      invitationId: `(case when n % 10 = 0 then ${id('invitation')} end)`,
      createdAt: at,
    },
  },
  membership: {
    rows: MANY / 2,
    values: {
      id: id('membership'),
      accountId: id('account'),
      scope,
      role: `(case when n % 1000 = 0 then 'owner' else 'member' end)`,
      permissions: `'[]'`,
      createdAt: at,
    },
  },
  invitation: {
    rows: MANY,
    values: {
      id: id('invitation'),
      openKey: `(case when ${status} = 'pending' then ${email} || ' ' || ${scope} end)`,
      email,
      domains: `'[]'`,
      scope,
      role: `'member'`,
      permissions: `'[]'`,
      metadata: `'{}'`,
      profile: `'{}'`,
      status,
      generation: '0',
      seats: '1',
      used: '0',
      delivery: `'sent'`,
      createdBy: `'0000-account-' || (1000001 + n % 9)`,
      accountId: `(case when n % 10 = 0 then ${id('account')} end)`,
      createdAt: at,
      expiresAt: `${at} + ${7 * DAY}`,
    },
  },
  challenge: {
    rows: MANY,
    values: {
      id: id('challenge'),
      hash: `'hash' || n`,
      purpose: `'invitation'`,
      subjectId: id('invitation'),
      generation: '0',
      email,
      status: `'open'`,
      createdAt: at,
      expiresAt: `${at} + ${7 * DAY}`,
    },
  },
  session: {
    rows: MANY / 2,
    values: {
      id: id('session'),
      hash: `'hash' || n`,
      accountId: id('account'),
      epoch: '0',
      status: `'live'`,
      createdAt: at,
      usedAt: at,
      expiresAt: `${at} + ${30 * DAY}`,
    },
  },
  refreshToken: {
    rows: MANY,
    values: {
      id: id('refresh'),
      hash: `'hash' || n`,
      sessionId: id('session'),
      status: `(case when n % 4 = 0 then 'live' else 'rotated' end)`,
      createdAt: at,
      expiresAt: `${at} + ${30 * DAY}`,
    },
  },
  message: {
    rows: MANY,
    values: {
      id: id('message'),
      kind: `'invitation'`,
      email,
      invitationId: id('invitation'),
      generation: '0',
      status: `(case n % 50 when 0 then 'due' when 1 then 'dead' when 2 then 'cancelled' else 'sent' end)`,
      attempts: '1',
      dueAt: at,
      createdAt: at,
    },
  },
  event: {
    rows: MANY,
    values: {
      id: id('event'),
      commitId: id('event'),
      type: `'invitation.created'`,
      actor: `'system'`,
      subject: id('invitation'),
      scope,
      data: `'{}'`,
      at,
    },
  },
}

/** The tables, all of them full. */
export const crowded = new Map(
  (Object.keys(crowds) as RecordKind[]).map((kind) => [kind, `invitekit_${snake(kind)}s`] as const),
)

/** Fills the tables of one engine, and lets it count them: without that it would guess. */
export async function fill(sqlOf: 'postgres' | 'mysql' | 'sqlite', run: (sql: string) => Promise<unknown>) {
  if (sqlOf === 'mysql')
    await run(
      `set session sql_mode = concat(@@sql_mode, ',PIPES_AS_CONCAT'), max_recursive_iterations = 4294967295, unique_checks = 0`,
    )
  for (const [kind, table] of crowded) {
    const { rows, values } = crowds[kind]
    const fields = Object.keys(values).filter((field) => fieldsOf(kind)[field])
    await run(
      `insert into ${table} (${fields.map(snake).join()})
       with recursive series (n) as (select 1 + 0 * 10000000000 union all select n + 1 from series where n < ${rows})
       select ${fields.map((field) => values[field]).join()} from series`,
    )
    if (sqlOf === 'mysql') await run(`analyze table ${table}`)
  }
  if (sqlOf !== 'mysql') await run('analyze')
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

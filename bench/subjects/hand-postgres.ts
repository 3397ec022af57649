import type { Pool, PoolClient } from 'pg'
import { DAY, type Hand, isOpen, type LinkRow, PAGE, refuse } from './by-hand.ts'
import { linkSql, mayInviteSql, pageSql } from './hand-sql.ts'

type Value = string | number | null | readonly (string | number)[]
type Statement = readonly [name: string, text: string]

/**
 * PostgreSQL as its limit: statements that are prepared once in each connection, a read to decide and one statement that
 * guards and writes. Accepting is the short transaction of five statements that everybody writes.
 */
export function handPostgres(pool: Pool): Hand {
  const run = async ([name, text]: Statement, values: readonly Value[], client: Pool | PoolClient = pool) =>
    client.query<LinkRow>({ name, text, values: [...values] })
  const written = async (statement: Statement, values: readonly Value[]) => {
    const { rows } = await run(statement, values)
    if (Number(rows[0]?.['n']) === 0) refuse('conflict')
  }
  const mayInvite = async (owner: string, scope: string) => {
    const { rows } = await run(read, [owner, scope])
    const [row] = rows
    if (row?.['status'] !== 'active' || row['role'] !== 'owner') return refuse('forbidden')
    return String(row['membership'])
  }
  return {
    person: async ({ id, membership, email, scope, password, now }) => {
      await run(person, [id, email, password, now, membership, scope])
    },
    create: async ({ id, challenge, event, hash, owner, scope, email, now, expires }) => {
      const { rows } = await run(readOffer, [owner, scope, `${email} ${scope}`, email])
      const [row] = rows
      if (row?.['status'] !== 'active' || row['role'] !== 'owner') refuse('forbidden')
      if (row?.['pending'] !== null || row['member'] !== null) refuse('already_invited')
      const values = [
        owner,
        String(row?.['membership']),
        id,
        `${email} ${scope}`,
        email,
        scope,
        now,
        expires,
        challenge,
      ]
      await written(create, [...values, hash, event])
    },
    validate: async (hash) => (await run(link, [hash])).rows[0],
    accept: async ({ hash, account, membership, event, password, profile, now }) => {
      const client = await pool.connect()
      try {
        await client.query('begin')
        const { rows } = await run(lockLink, [hash], client)
        const row = rows[0]
        if (row === undefined || !isOpen(row, now)) return refuse('invitation_not_found')
        const [id, scope] = [String(row['id']), String(row['scope'])]
        await run(newAccount, [account, String(row['email']), password, profile, now], client)
        await run(newMembership, [membership, account, scope, String(row['role']), now], client)
        await run(accepted, [id, account, now, String(row['challenge'])], client)
        await run(acceptedEvent, [event, account, id, scope, now], client)
        await client.query('commit')
      } catch (error) {
        await client.query('rollback')
        throw error
      } finally {
        client.release()
      }
    },
    list: async (owner, scope, now) => {
      await mayInvite(owner, scope)
      return (await run(page, [scope, now, PAGE])).rows
    },
    request: async ({ id, message, email, now }) => {
      await run(request, [message, email, now, id])
    },
    resetLink: async ({ id, hash, owner, now }) => {
      await run(resetLink, [id, hash, owner, now, now + DAY])
    },
    reset: async ({ id, message, hash, password, now }) => {
      const { rows } = await run(readReset, [hash])
      const row = rows[0]
      if (row?.['status'] !== 'open' || Number(row['expires_at']) <= now || row['person'] !== 'active')
        refuse('link_ended')
      await written(reset, [
        String(row?.['id']),
        now,
        String(row?.['account_id']),
        Number(row?.['epoch']),
        password,
        message,
        id,
      ])
    },
    login: async ({ id, event, hash, email, now, expires }, verify) => {
      const { rows } = await run(readLogin, [email])
      const row = rows[0]
      const stored = String(row?.['password_hash'])
      if (row?.['status'] !== 'active' || !(await verify(stored))) refuse('login_failed')
      await written(login, [String(row?.['id']), Number(row?.['epoch']), stored, now, id, hash, expires, event])
    },
    createMany: async (rows) => {
      const { owner = '', scope = '', now = 0, expires = 0 } = rows[0] ?? {}
      const emails = rows.map(({ email }) => email)
      const membership = await mayInvite(owner, scope)
      const { rows: taken } = await run(readMany, [emails, scope])
      if (taken.length > 0) refuse('already_invited')
      const columns = [rows.map(({ id }) => id), emails, rows.map((row) => row.challenge), rows.map((row) => row.hash)]
      await written(createMany, [owner, membership, ...columns, rows.map(({ event }) => event), scope, now, expires])
    },
  }
}

const mayStill = `actor as (select 1 from invitekit_accounts where id = $1 and status = 'active' for share),
  member as (select 1 from invitekit_memberships where id = $2 and role = 'owner' for share)`
const invitationColumns = `(id, open_key, email, domains, scope, role, permissions, metadata, profile, status, generation,
  seats, used, delivery, created_by, created_at, expires_at)`
const challengeColumns = '(id, hash, purpose, subject_id, generation, status, created_at, expires_at)'
const eventColumns = '(id, commit_id, type, actor, subject, scope, data, at)'
const messageColumns = '(id, kind, email, account_id, generation, status, attempts, due_at, created_at)'

const read: Statement = ['hand-read', mayInviteSql('$1', '$2')]
const link: Statement = ['hand-link', linkSql('$1')]
const page: Statement = ['hand-page', pageSql('$1', '$2', '$3')]

const person: Statement = [
  'hand-person',
  `with account as (insert into invitekit_accounts (id, email, status, password_hash, epoch, profile, created_at)
     values ($1, $2, 'active', $3, 0, '{}', $4))
   insert into invitekit_memberships (id, account_id, scope, role, permissions, created_at) values ($5, $1, $6, 'owner', '[]', $4)`,
]
const readOffer: Statement = [
  'hand-read-offer',
  `select o.*, p.id as pending, t.id as person, tm.id as member from (${mayInviteSql('$1', '$2')}) as o
   left join invitekit_invitations p on p.open_key = $3 left join invitekit_accounts t on t.email = $4
   left join invitekit_memberships tm on tm.account_id = t.id and tm.scope = $2`,
]
const create: Statement = [
  'hand-create',
  `with ${mayStill}, invitation as (insert into invitekit_invitations ${invitationColumns}
     select $3, $4, $5, '[]', $6, 'member', '[]', '{}', '{}', 'pending', 0, 1, 0, 'none', $1, $7::bigint, $8::bigint
     from actor, member returning id),
   challenge as (insert into invitekit_challenges ${challengeColumns}
     select $9, $10, 'invitation', id, 0, 'open', $7::bigint, $8::bigint from invitation),
   event as (insert into invitekit_events ${eventColumns}
     select $11, $11, 'invitation.created', $1, id, $6, '{"role":"member"}', $7::bigint from invitation)
   select count(*) as n from invitation`,
]
const readMany: Statement = [
  'hand-read-many',
  `select e.email from unnest($1::text[]) as e(email)
   left join invitekit_invitations p on p.open_key = e.email || ' ' || $2 left join invitekit_accounts t on t.email = e.email
   left join invitekit_memberships tm on tm.account_id = t.id and tm.scope = $2 where p.id is not null or tm.id is not null`,
]
const createMany: Statement = [
  'hand-create-many',
  `with ${mayStill}, row as (select * from actor, member, unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
     as row(id, email, challenge, hash, event)),
   invitation as (insert into invitekit_invitations ${invitationColumns}
     select id, email || ' ' || $8, email, '[]', $8, 'member', '[]', '{}', '{}', 'pending', 0, 1, 0, 'none', $1, $9::bigint,
     $10::bigint from row returning id),
   challenge as (insert into invitekit_challenges ${challengeColumns}
     select challenge, hash, 'invitation', id, 0, 'open', $9::bigint, $10::bigint from row),
   event as (insert into invitekit_events ${eventColumns}
     select event, $7[1], 'invitation.created', $1, id, $8, '{"role":"member"}', $9::bigint from row)
   select count(*) as n from invitation`,
]
const lockLink: Statement = [
  'hand-lock-link',
  // Nothing can be locked behind an outer join: here the inviter must be there, and hold the role in the scope itself.
  `select i.*, c.id as challenge, c.status as link_status, c.generation as link_generation, c.expires_at as link_expires_at,
     a.status as inviter_status, m.role as inviter_role
   from invitekit_challenges c join invitekit_invitations i on i.id = c.subject_id
   join invitekit_accounts a on a.id = i.created_by
   join invitekit_memberships m on m.account_id = i.created_by and m.scope = i.scope
   where c.hash = $1 for update of c, i for share of a, m`,
]
const newAccount: Statement = [
  'hand-account',
  `insert into invitekit_accounts (id, email, status, password_hash, epoch, profile, created_at)
   values ($1, $2, 'active', $3, 0, $4, $5)`,
]
const newMembership: Statement = [
  'hand-membership',
  `insert into invitekit_memberships (id, account_id, scope, role, permissions, created_at) values ($1, $2, $3, $4, '[]', $5)`,
]
const accepted: Statement = [
  'hand-accepted',
  `with link as (update invitekit_challenges set status = 'used' where id = $4)
   update invitekit_invitations set status = 'accepted', open_key = null, used = 1, account_id = $2, accepted_at = $3 where id = $1`,
]
const acceptedEvent: Statement = [
  'hand-accepted-event',
  `insert into invitekit_events ${eventColumns} values ($1, $1, 'invitation.accepted', $2, $3, $4, '{}', $5)`,
]
const request: Statement = [
  'hand-request',
  `with message as (insert into invitekit_messages ${messageColumns} values ($1, 'reset', $2, null, 0, 'due', 0, $3, $3))
   insert into invitekit_events ${eventColumns} values ($4, $4, 'reset.requested', null, $1, null, '{}', $3)`,
]
const resetLink: Statement = [
  'hand-reset-link',
  `insert into invitekit_challenges ${challengeColumns}
   select $1, $2, 'reset', id, epoch, 'open', $4::bigint, $5::bigint from invitekit_accounts where id = $3`,
]
const readReset: Statement = [
  'hand-read-reset',
  `select c.id, c.status, c.expires_at, a.id as account_id, a.status as person, a.epoch
   from invitekit_challenges c join invitekit_accounts a on a.id = c.subject_id and a.epoch = c.generation
   where c.hash = $1 and c.purpose = 'reset'`,
]
const reset: Statement = [
  'hand-reset',
  `with locked as (select c.id, a.id as account_id, a.email from invitekit_challenges c, invitekit_accounts a
     where c.id = $1 and c.status = 'open' and c.expires_at > $2 and a.id = $3 and a.status = 'active' and a.epoch = $4 for update),
   link as (update invitekit_challenges set status = 'used' where id in (select id from locked)),
   account as (update invitekit_accounts set password_hash = $5, epoch = epoch + 1 where id in (select account_id from locked)),
   message as (insert into invitekit_messages ${messageColumns}
     select $6, 'password_changed', email, account_id, $4 + 1, 'due', 0, $2::bigint, $2::bigint from locked),
   event as (insert into invitekit_events ${eventColumns}
     select $7, $7, 'password.reset', account_id, account_id, null, '{}', $2::bigint from locked)
   select count(*) as n from locked`,
]
const readLogin: Statement = [
  'hand-read-login',
  'select id, status, epoch, password_hash from invitekit_accounts where email = $1',
]
const login: Statement = [
  'hand-login',
  `with account as (update invitekit_accounts set last_seen_at = $4::bigint
     where id = $1 and status = 'active' and epoch = $2 and password_hash = $3 returning id, epoch),
   session as (insert into invitekit_sessions (id, hash, account_id, epoch, status, created_at, used_at, expires_at)
     select $5, $6, id, epoch, 'live', $4::bigint, $4::bigint, $7::bigint from account),
   event as (insert into invitekit_events ${eventColumns}
     select $8, $8, 'session.created', id, id, null, '{}', $4::bigint from account)
   select count(*) as n from account`,
]

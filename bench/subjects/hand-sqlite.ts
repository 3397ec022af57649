import type BetterSqlite3 from 'better-sqlite3'
import { DAY, type Hand, isOpen, type LinkRow, type NewInvitation, type NewSession, PAGE, refuse } from './by-hand.ts'
import { linkSql, mayInviteSql, pageSql } from './hand-sql.ts'

/** SQLite as its limit: prepared statements, read and written in one transaction without an await in it. */
export function handSqlite(database: BetterSqlite3.Database): Hand {
  const prepare = (sql: string) => database.prepare<unknown[], LinkRow>(sql)
  const mayInvite = prepare(mayInviteSql('@owner', '@scope'))
  const taken = prepare(`select 1 from invitekit_invitations where open_key = @email || ' ' || @scope union all
    select 1 from invitekit_accounts t join invitekit_memberships m on m.account_id = t.id and m.scope = @scope
    where t.email = @email`)
  const link = prepare(linkSql('@hash'))
  const page = prepare(pageSql('@scope', '@now', '@limit'))
  const account = prepare(`insert into invitekit_accounts (id, email, status, password_hash, epoch, profile, created_at)
    values (@id, @email, 'active', @password, 0, @profile, @now)`)
  const membership = prepare(`insert into invitekit_memberships (id, account_id, scope, role, permissions, created_at)
    values (@membership, @id, @scope, @role, '[]', @now)`)
  const invitation = prepare(`insert into invitekit_invitations (id, open_key, email, domains, scope, role, permissions,
      metadata, profile, status, generation, seats, used, delivery, created_by, created_at, expires_at)
    values (@id, @email || ' ' || @scope, @email, '[]', @scope, 'member', '[]', '{}', '{}', 'pending', 0, 1, 0, 'none', @owner,
      @now, @expires)`)
  const challenge =
    prepare(`insert into invitekit_challenges (id, hash, purpose, subject_id, generation, status, created_at,
      expires_at) values (@challenge, @hash, 'invitation', @id, 0, 'open', @now, @expires)`)
  const event = prepare(`insert into invitekit_events (id, commit_id, type, actor, subject, scope, data, at)
    values (?, ?, ?, ?, ?, ?, ?, ?)`)
  const used = prepare(`update invitekit_challenges set status = 'used' where id = ?`)
  const accepted = prepare(`update invitekit_invitations set status = 'accepted', open_key = null, used = 1,
    account_id = ?, accepted_at = ? where id = ?`)
  const message =
    prepare(`insert into invitekit_messages (id, kind, email, account_id, generation, status, attempts, due_at,
    created_at) values (?, ?, ?, ?, ?, 'due', 0, ?, ?)`)
  const resetLink =
    prepare(`insert into invitekit_challenges (id, hash, purpose, subject_id, generation, status, created_at,
    expires_at) select @id, @hash, 'reset', id, epoch, 'open', @now, @expires from invitekit_accounts where id = @owner`)
  const readReset =
    prepare(`select c.id, c.status, c.expires_at, a.id as account_id, a.status as person, a.epoch, a.email
    from invitekit_challenges c join invitekit_accounts a on a.id = c.subject_id and a.epoch = c.generation
    where c.hash = ? and c.purpose = 'reset'`)
  const newPassword = prepare('update invitekit_accounts set password_hash = ?, epoch = epoch + 1 where id = ?')
  const readLogin = prepare('select id, status, epoch, password_hash from invitekit_accounts where email = ?')
  const seen = prepare(`update invitekit_accounts set last_seen_at = ? where id = ? and status = 'active' and epoch = ?
    and password_hash = ?`)
  const session =
    prepare(`insert into invitekit_sessions (id, hash, account_id, epoch, status, created_at, used_at, expires_at)
    values (?, ?, ?, ?, 'live', ?, ?, ?)`)

  const writes = <A extends unknown[]>(work: (...given: A) => void) => {
    const transaction = database.transaction(work)
    return async (...given: A) => transaction.immediate(...given)
  }
  const mayStill = (owner: string, scope: string) => {
    const row = mayInvite.get({ owner, scope })
    if (row?.['status'] !== 'active' || row['role'] !== 'owner') refuse('forbidden')
  }
  const invite = (row: NewInvitation) => {
    if (taken.get({ email: row.email, scope: row.scope }) !== undefined) refuse('already_invited')
    invitation.run(row)
    challenge.run(row)
    event.run(row.event, row.event, 'invitation.created', row.owner, row.id, row.scope, '{"role":"member"}', row.now)
  }
  const logIn = writes((row: LinkRow, { id, event: eventId, hash, now, expires }: NewSession) => {
    const { id: person, epoch } = row
    if (seen.run(now, person, epoch, row['password_hash']).changes === 0) refuse('login_failed')
    session.run(id, hash, person, epoch, now, now, expires)
    event.run(eventId, eventId, 'session.created', person, person, null, '{}', now)
  })
  return {
    person: writes((row) => {
      account.run({ ...row, profile: '{}' })
      membership.run({ ...row, role: 'owner' })
    }),
    create: writes((row) => {
      mayStill(row.owner, row.scope)
      invite(row)
    }),
    validate: async (hash) => link.get({ hash }),
    accept: writes((given) => {
      const row = link.get({ hash: given.hash })
      if (row === undefined || !isOpen(row, given.now)) return refuse('invitation_not_found')
      const { account: id, password, profile, now, event: eventId } = given
      account.run({ id, email: row['email'], password, profile, now })
      membership.run({ membership: given.membership, id, scope: row['scope'], role: row['role'], now })
      used.run(row['challenge'])
      accepted.run(id, now, row['id'])
      event.run(eventId, eventId, 'invitation.accepted', id, row['id'], row['scope'], '{}', now)
    }),
    list: async (owner, scope, now) => {
      mayStill(owner, scope)
      return page.all({ scope, now, limit: PAGE })
    },
    request: writes(({ id, message: messageId, email, now }) => {
      message.run(messageId, 'reset', email, null, 0, now, now)
      event.run(id, id, 'reset.requested', null, messageId, null, '{}', now)
    }),
    resetLink: async (row) => void resetLink.run({ ...row, expires: row.now + DAY }),
    reset: writes(({ id, message: messageId, hash, password, now }) => {
      const row = readReset.get(hash)
      if (row?.['status'] !== 'open' || Number(row['expires_at']) <= now || row['person'] !== 'active')
        refuse('link_ended')
      used.run(row?.['id'])
      newPassword.run(password, row?.['account_id'])
      message.run(
        messageId,
        'password_changed',
        row?.['email'],
        row?.['account_id'],
        Number(row?.['epoch']) + 1,
        now,
        now,
      )
      event.run(id, id, 'password.reset', row?.['account_id'], row?.['account_id'], null, '{}', now)
    }),
    login: async (given, verify) => {
      const row = readLogin.get(given.email)
      if (row?.['status'] !== 'active' || !(await verify(String(row['password_hash'])))) return refuse('login_failed')
      return logIn(row, given)
    },
    createMany: writes((rows) => {
      mayStill(rows[0]?.owner ?? '', rows[0]?.scope ?? '')
      rows.forEach(invite)
    }),
  }
}

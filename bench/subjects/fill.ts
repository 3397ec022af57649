import type { Store } from '../engines/store.ts'

const DAY = 86_400_000

/** Pending invitations with their links and events, older than all others, in our tables. */
export async function fillPending(store: Store, owner: string, scope: string, count: number): Promise<void> {
  const now = Date.now()
  const [id, by, where] = ["'00-' || (1000000000 + i)", `'${owner}'`, `'${scope}'`]
  const hash = "'f' || ((cast(i as bigint) * 2654435761) % 4294967296) || '-' || i" // spread over the index, as hashes are
  const rows = `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${count})`
  await store.run(`${rows} insert into invitekit_invitations (id, open_key, email, domains, scope, role, permissions,
      metadata, profile, status, generation, seats, used, delivery, created_by, created_at, expires_at)
    select ${id}, 'filler-' || i || '@example.com ' || ${where}, 'filler-' || i || '@example.com', '[]', ${where}, 'member',
      '[]', '{}', '{}', 'pending', 0, 1, 0, 'none', ${by}, ${now}, ${now + 7 * DAY} from n`)
  await store.run(`${rows} insert into invitekit_challenges (id, hash, purpose, subject_id, generation, status, created_at,
      expires_at)
    select ${id}, ${hash}, 'invitation', ${id}, 0, 'open', ${now}, ${now + 7 * DAY} from n`)
  await store.run(`${rows} insert into invitekit_events (id, commit_id, type, actor, subject, scope, data, at)
    select ${id}, ${id}, 'invitation.created', ${by}, ${id}, ${where}, '{}', ${now} from n`)
  await store.run(store.kind === 'pg' ? 'vacuum analyze' : 'analyze')
}

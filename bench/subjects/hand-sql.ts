// Reads that are the same on both engines but for the spelling of parameters.

/** Who asks, and the membership that lets them invite: the scope's own, or else that of the whole system. */
export const mayInviteSql = (owner: string, scope: string): string =>
  `select a.status, coalesce(m.id, g.id) as membership, coalesce(m.role, g.role) as role from invitekit_accounts a
   left join invitekit_memberships m on m.account_id = a.id and m.scope = ${scope}
   left join invitekit_memberships g on g.account_id = a.id and g.scope = '*' where a.id = ${owner}`

/** What stands behind a link. */
export const linkSql = (hash: string): string =>
  `select i.id, i.email, i.scope, i.role, i.permissions, i.metadata, i.profile, i.status, i.generation, i.expires_at,
     c.id as challenge, c.status as link_status, c.generation as link_generation, c.expires_at as link_expires_at,
     a.status as inviter_status, a.profile as inviter, m.role as inviter_role, g.role as inviter_global, p.status as person
   from invitekit_challenges c join invitekit_invitations i on i.id = c.subject_id
   left join invitekit_accounts a on a.id = i.created_by
   left join invitekit_memberships m on m.account_id = i.created_by and m.scope = i.scope
   left join invitekit_memberships g on g.account_id = i.created_by and g.scope = '*'
   left join invitekit_accounts p on p.email = i.email where c.hash = ${hash}`

/** The newest pending invitations of a scope, in the order of the index that has them, each with who invited. */
export const pageSql = (scope: string, now: string, limit: string): string =>
  `select i.*, (select a.profile from invitekit_accounts a where a.id = i.created_by) as inviter from invitekit_invitations i
   where i.scope = ${scope} and i.status = 'pending' and i.expires_at > ${now}
   order by i.scope desc, i.status desc, i.id desc limit ${limit}`

import { type CreateAccountInput, InviteError, type InviteService, type MembershipView, system } from 'invitekit'

/** What makes somebody an administrator of this product. */
export interface Administrator<F extends string, R extends string> {
  /** What the first one is given; `username` only where there are user names. */
  readonly account: Pick<CreateAccountInput<F, R>, 'role' | 'permissions' | 'scope' | 'username' | 'profile' | 'locale'>
  /** Whether somebody with this membership is one. */
  readonly is: (membership: MembershipView) => boolean
}

/** What the environment says of the first administrator. */
export interface FirstAdministrator {
  readonly email: string | undefined
  readonly password: string | undefined
}

const asSystem = { actor: system }

/**
 * How the first person gets in: with `ADMIN_EMAIL` and `ADMIN_PASSWORD` as an account, else through a link for one person
 * that is printed at every start until there is an administrator. There is no default password.
 */
export async function welcomeFirstAdministrator<F extends string, R extends string>(
  service: InviteService<F, R>,
  administrator: Administrator<F, R>,
  { email, password }: FirstAdministrator,
): Promise<void> {
  const { account } = administrator
  if (email && password) await unlessThere(() => service.accounts.create({ email, password, ...account }, asSystem))
  if (await isThere(service, administrator)) return
  await revokeEarlierLinks(service, administrator)
  const { username: _, profile: __, locale: ___, ...grant } = account
  const { url } = await service.invitations.create({ ...grant, seats: 1 }, { ...asSystem, delivery: 'link' })
  console.log(`no administrator yet: open this link to become the first one: ${url}`)
}

async function unlessThere(make: () => Promise<unknown>): Promise<void> {
  try {
    await make()
  } catch (error) {
    // Made at an earlier start: the password stays what it is now.
    if (!(error instanceof InviteError && error.code === 'email_taken')) throw error
  }
}

async function isThere<F extends string, R extends string>(
  service: InviteService<F, R>,
  { account: { scope }, is }: Administrator<F, R>,
): Promise<boolean> {
  let after: string | undefined
  do {
    const { items, next } = await service.accounts.list({ ...(scope && { scope }), ...(after && { after }) }, asSystem)
    if (items.some(({ status, membership }) => status === 'active' && membership !== null && is(membership)))
      return true
    after = next ?? undefined
  } while (after !== undefined)
  return false
}

/** Only the newest link counts; one that was lost in an old terminal is worth nothing. */
async function revokeEarlierLinks<F extends string, R extends string>(
  service: InviteService<F, R>,
  { account: { role = null } }: Administrator<F, R>,
): Promise<void> {
  const { items } = await service.invitations.list({ status: 'pending', limit: 100 }, asSystem)
  for (const invitation of items)
    if (invitation.email === null && invitation.createdBy === null && invitation.role === role)
      await service.invitations.revoke(invitation.id, asSystem)
}

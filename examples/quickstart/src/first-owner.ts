import { InviteError, type InviteService, system } from 'invitekit'

interface Settings {
  readonly ADMIN_EMAIL?: string | undefined
  readonly ADMIN_PASSWORD?: string | undefined
}

const asSystem = { actor: system }

/**
 * How the first person gets in: with `ADMIN_EMAIL` and `ADMIN_PASSWORD` as an account, else through a link for one person
 * that is printed at every start until there is an owner. There is no default password.
 */
export async function welcomeFirstOwner(
  service: InviteService,
  { ADMIN_EMAIL: email, ADMIN_PASSWORD: password }: Settings,
): Promise<void> {
  if (email && password) await makeOwner(service, email, password)
  if (await hasOwner(service)) return
  await revokeEarlierLinks(service)
  const { url } = await service.invitations.create({ role: 'owner', seats: 1 }, { ...asSystem, delivery: 'link' })
  console.log(`no owner yet: open this link to become the first one: ${url}`)
}

async function makeOwner(service: InviteService, email: string, password: string): Promise<void> {
  try {
    await service.accounts.create({ email, password, role: 'owner' }, asSystem)
  } catch (error) {
    // Made at an earlier start: the password stays what it is now.
    if (!(error instanceof InviteError && error.code === 'email_taken')) throw error
  }
}

async function hasOwner(service: InviteService): Promise<boolean> {
  let after: string | undefined
  do {
    const { items, next } = await service.accounts.list(after === undefined ? {} : { after }, asSystem)
    if (items.some(({ membership }) => membership?.role === 'owner')) return true
    after = next ?? undefined
  } while (after !== undefined)
  return false
}

/** Only the newest link counts; one that was lost in an old terminal is worth nothing. */
async function revokeEarlierLinks(service: InviteService): Promise<void> {
  const { items } = await service.invitations.list({ status: 'pending', limit: 100 }, asSystem)
  for (const { id, email, role, createdBy } of items) {
    if (email === null && role === 'owner' && createdBy === null) await service.invitations.revoke(id, asSystem)
  }
}

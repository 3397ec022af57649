import { InviteError, system } from 'invitekit'
import type { Product } from './create-product.ts'

interface FirstAdministrator {
  readonly email: string | undefined
  readonly password: string | undefined
  readonly isProduction: boolean
}

const asSystem = { actor: system }

/**
 * How the first person gets in: with `ADMIN_EMAIL` and `ADMIN_PASSWORD` as an account, else through a link that is printed
 * at every start until there is an administrator. There is no default password. An invitation of this product always
 * bears an address: that of `ADMIN_EMAIL`, or one that receives no mail.
 */
export async function welcomeFirstAdministrator(
  product: Product,
  { email, password, isProduction }: FirstAdministrator,
): Promise<void> {
  if (email && password) await makeAccount(product, email, password)
  if (await isThere(product)) return
  if (!email && isProduction) throw new TypeError('ADMIN_EMAIL is missing: there is no administrator yet')
  const address = email ?? 'admin@etabli.example'
  await revokeEarlier(product, address)
  const { url } = await product.invitations.create(
    { email: address, role: 'administrator' },
    { ...asSystem, delivery: 'link' },
  )
  console.log(`no administrator yet: open this link to become the first one: ${url}`)
}

async function makeAccount(product: Product, email: string, password: string): Promise<void> {
  try {
    await product.accounts.create({ email, password, role: 'administrator', locale: 'fr' }, asSystem)
  } catch (error) {
    // Made at an earlier start: the password stays what it is now.
    if (!(error instanceof InviteError && error.code === 'email_taken')) throw error
  }
}

async function isThere(product: Product): Promise<boolean> {
  let after: string | undefined
  do {
    const { items, next } = await product.accounts.list({ scope: '*', limit: 100, ...(after && { after }) }, asSystem)
    if (items.some(({ status, membership }) => status === 'active' && membership?.role === 'administrator')) return true
    after = next ?? undefined
  } while (after !== undefined)
  return false
}

/** Only the newest link counts; one that was lost in an old terminal is worth nothing. */
async function revokeEarlier(product: Product, email: string): Promise<void> {
  const { items } = await product.invitations.list({ scope: '*', status: 'pending', limit: 100 }, asSystem)
  for (const invitation of items)
    if (invitation.email === email && invitation.createdBy === null)
      await product.invitations.revoke(invitation.id, asSystem)
}

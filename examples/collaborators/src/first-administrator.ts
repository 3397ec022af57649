import { InviteError, type ListedAccount, system } from 'invitekit'
import { everyItem } from 'invitekit/http'
import type { Product } from './create-product.ts'

const asSystem = { actor: system }
const administrator = { role: 'administrator', profile: { name: 'Administration' }, locale: 'fr' } as const

/**
 * How the first person gets in: with `ADMIN_EMAIL` and `ADMIN_PASSWORD` as an account, else by the link with which everybody
 * here sets a first password. It is printed at every start until there is an administrator, and only the newest works.
 */
export async function welcomeFirstAdministrator(
  { accounts, activations }: Product,
  { email, password }: { readonly email: string | undefined; readonly password: string | undefined },
): Promise<void> {
  const people = await everyItem((after) => accounts.list({ limit: 100, ...after }, asSystem))
  const found = people.filter(isAdministrator)
  if (found.some(({ status }) => status === 'active')) return
  if (email && password) return void (await make(email, password))
  const waiting =
    found.find(({ status }) => status === 'invited') ?? (await make(email ?? 'administration@marceau.example', null))
  const { url } = await activations.issue(waiting.id, { ...asSystem, delivery: 'link' })
  console.log(`no administrator yet: open this link to become the first one: ${url}`)
  console.log(`and log in as ${waiting.email}`)

  async function make(address: string, secret: string | null) {
    try {
      return await accounts.create({ email: address, password: secret, ...administrator }, asSystem)
    } catch (error) {
      if (!(error instanceof InviteError && error.code === 'email_taken')) throw error
      throw new TypeError('ADMIN_EMAIL is somebody who is there already: the first administrator needs another address')
    }
  }
}

const isAdministrator = ({ membership }: ListedAccount): boolean => membership?.role === 'administrator'

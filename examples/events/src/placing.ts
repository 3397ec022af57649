import { type AccountActor, type CreateInvitationInput, InviteError, type InviteService } from 'invitekit'
import { rolesWithEvents } from './roles.ts'

/** An organisation, as the product has it in a table of its own. */
export interface Organization {
  readonly id: string
  readonly name: string
}

/** What the contract asks of the product's own tables. */
export interface ContractDirectory {
  readonly organizations: () => Promise<readonly Organization[]>
}

type Row = CreateInvitationInput
/** A row that has its organisation. */
export type PlacedRow = Row & { readonly scope: string }

const wrong = (field: string, code: 'unknown' | 'wrong') =>
  new InviteError('invalid_input', { fields: [{ field, code }] })

/** The scopes that somebody is in; the whole system for who is in all. */
const scopesOf = async (service: InviteService, actor: AccountActor): Promise<readonly string[]> =>
  (await service.accounts.get(actor.id, { actor })).memberships.map(({ scope }) => scope)

/** The organisations that somebody may see: all for who is in the whole system, else their own. */
export async function organizationsOf(service: InviteService, actor: AccountActor, directory: ContractDirectory) {
  const [all, scopes] = [await directory.organizations(), await scopesOf(service, actor)]
  return all.filter(({ id }) => scopes.includes('*') || scopes.includes(id))
}

/**
 * Gives each row its organisation: the one that it names, else the inviter's own; whoever is in none chooses. What does not
 * fit the product is refused in the row's place.
 */
export async function place(
  service: InviteService,
  actor: AccountActor,
  directory: ContractDirectory,
  rows: readonly Row[],
): Promise<readonly (PlacedRow | InviteError)[]> {
  const organizations = new Set((await directory.organizations()).map(({ id }) => id))
  const [own] = rows.some(({ scope }) => scope === undefined) ? await scopesOf(service, actor) : []
  return rows.map((row): PlacedRow | InviteError => {
    const scope = row.scope ?? own
    if (scope === undefined || !organizations.has(scope)) return wrong('scope', 'unknown')
    return eventsFit(row) ? { ...row, scope } : wrong('metadata.eventIds', 'wrong')
  })
}

/** Events go with the roles that work at them. */
function eventsFit({ role, metadata }: Row): boolean {
  const ids: unknown = metadata?.['eventIds']
  if (ids === undefined) return true
  const isList = Array.isArray(ids) && ids.length <= 50
  if (!isList || !ids.every((id) => typeof id === 'string' && /^[\w-]{1,64}$/.test(id))) return false
  return ids.length === 0 || rolesWithEvents.has(String(role))
}

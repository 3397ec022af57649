import { expect } from 'vitest'
import { type RecordKind, type Row, system } from '../../src/index.ts'
import { flagsOf } from './authority.ts'
import { drainBoth } from './commands/links.ts'
import { seenOf } from './invitations.ts'
import type { Real } from './real.ts'
import { isLive, type Person, type World } from './world.ts'

/** After a sequence: the service shows what the model holds, and the rows keep what is promised of every store. */
export async function checkAll(world: World, real: Real): Promise<void> {
  await drainBoth(world, real)
  for (const person of world.people.values()) await checkPerson(real, person)
  for (const invitation of world.invitations)
    expect(await real.service.invitations.get(invitation.id, { actor: system })).toMatchObject(
      seenOf(world, invitation),
    )
  for (const session of world.sessions) {
    const checked = await real.service.sessions.check(session.token).catch(() => null)
    expect(checked !== null, `the session of ${session.person.email}`).toBe(isLive(world, session))
  }
  expect((await real.rows('account')).length).toBe(world.people.size)
  expect((await real.rows('invitation')).length).toBe(world.invitations.length)
  await checkPromises(world, real)
}

async function checkPerson({ service }: Real, { id, email, status, verified, memberships }: Person): Promise<void> {
  const account = await service.accounts.get(id, { actor: system })
  expect(account).toMatchObject({ id, email, status })
  expect(account.emailVerifiedAt !== null, `${email} is proven`).toBe(verified)
  const shown = account.memberships.map(({ scope, role, flags }) => ({ scope, role, flags: [...flags].sort() }))
  const expected = [...memberships].map(([scope, member]) => ({
    scope,
    role: member.role,
    flags: [...flagsOf(member)].sort(),
  }))
  expect(shown.sort(byScope)).toEqual(expected.sort(byScope))
}

const byScope = (a: { readonly scope: string }, b: { readonly scope: string }): number => (a.scope < b.scope ? -1 : 1)

/** What must be so whatever happened, told by the rows and the committed events alone. */
async function checkPromises({ owned, links }: World, { rows, events }: Real): Promise<void> {
  const [accounts, memberships, invitations] = await Promise.all([
    rows('account'),
    rows('membership'),
    rows('invitation'),
  ])
  expectDistinct(accounts, ({ email }) => email)
  expectDistinct(memberships, ({ accountId, scope }) => `${accountId} ${scope}`)
  expectDistinct(
    invitations.filter(({ status, email }) => status === 'pending' && email !== null),
    ({ email, scope }) => `${email} ${scope}`,
  )
  for (const { id, email, used, seats } of invitations) {
    const accepted = events.get(`invitation.accepted ${id}`) ?? 0
    expect(used).toBeLessThanOrEqual(seats)
    // Behind an open link somebody may ask once more for the mail that proves their address.
    if (email === null) expect(accepted).toBeGreaterThanOrEqual(used)
    else expect(accepted, 'acceptances of an invitation').toBe(used)
  }
  for (const { id } of accounts) expect(events.get(`account.activated ${id}`) ?? 0).toBeLessThanOrEqual(1)
  const used = (await rows('challenge')).filter(({ status }) => status === 'used')
  expect(used.length, 'consumed links').toBe(links.filter(({ consumed, gone }) => consumed === 1 && !gone).length)
  expect(links.filter(({ consumed }) => consumed > 1)).toEqual([])
  const active = new Set(accounts.filter(({ status }) => status === 'active').map(({ id }) => id))
  for (const scope of owned) {
    const owners = memberships.filter((one) => one.scope === scope && one.role === 'owner' && active.has(one.accountId))
    expect(owners.length, `active owners of ${scope}`).toBeGreaterThan(0)
  }
}

function expectDistinct<K extends RecordKind>(rows: readonly Row<K>[], key: (row: Row<K>) => string): void {
  expect(new Set(rows.map(key)).size).toBe(rows.length)
}

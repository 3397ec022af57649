import { webCryptoRandom } from '../../../src/defaults/random.ts'
import { type Actor, type Storage, system } from '../../../src/index.ts'
import { mintSecret } from '../../../src/tokens/secret.ts'
import type { Pepper } from '../../../src/tokens/secret-hashes.ts'
import { goodPassword, person, type TestService, testService, tokenIn } from '../../support/service.ts'
import { signingKey } from '../../support/signing-keys.ts'
import { MANY } from './crowd.ts'

const pepper: Pepper = { current: 'none', also: { id: 'p1', key: 'b7Zq0m2Y5w1kR8sXcV4nT6uJ9hLfD3aGeP+/oIyQzEk=' } }
const HOUR = 3_600_000
const again = 'another long sentence 99'

type Step = (name: string) => void

interface Traffic extends TestService {
  readonly at: (name: string) => string
}

/**
 * Everything that a service does, each verb with each filter, over a storage that is full: `step` hears what comes. The
 * people of one run are of one domain; `purger` is for what purges in another role.
 */
export async function traffic(storage: Storage, domain: string, step: Step, purger: Storage = storage): Promise<void> {
  const t: Traffic = { ...testService(storage), at: (name) => `${name}@${domain}` }
  const rotating = testService(storage, { clock: t.clock, pepper })
  const actor = await person(t, t.at('first'), 'owner')
  const second = await person(t, t.at('second'), 'owner')
  await lists(t, actor, step)
  await invitations(t, rotating, actor, step)
  await people(storage, t, rotating, actor, step)
  step('a demotion that needs a witness')
  await t.service.accounts.updateMembership(second.id, '*', { role: 'member' }, { actor })
  step('can')
  await t.service.can(actor, 'people.view', 'team-1')
  step('drain')
  await t.service.outbox.drain({ limit: 50 })
  await beforehand(storage, t, step)
  step('purge')
  // The hundred oldest or so of everything, and the accounts among them.
  await testService(purger, { clock: t.clock }).service.purge({
    keep: { hours: Math.floor((MANY - 100) / 60) + 26 },
    limit: 1000,
  })
}

async function lists({ service }: TestService, actor: Actor, step: Step): Promise<void> {
  const pages = async (
    name: string,
    list: (page: { readonly after?: string }) => Promise<{ readonly next: string | null }>,
  ) => {
    step(name)
    const { next } = await list({})
    if (next === null) return
    step(`${name}, next page`)
    await list({ after: next })
  }
  // One scope that has a quarter of all rows, one that has few, and one that nobody has heard of.
  for (const scope of [undefined, '*', 'team-1', 'nowhere']) {
    const inScope = scope === undefined ? {} : { scope }
    const where = scope ?? 'everywhere'
    for (const status of [undefined, 'pending', 'expired', 'exhausted', 'accepted', 'declined', 'revoked'] as const)
      await pages(`invitations ${where} ${status ?? 'all'}`, (page) =>
        service.invitations.list({ ...inScope, ...(status && { status }), ...page }, { actor }),
      )
    for (const status of [undefined, 'invited', 'active', 'suspended'] as const)
      await pages(`accounts ${where} ${status ?? 'all'}`, (page) =>
        service.accounts.list({ ...inScope, ...(status && { status }), ...page }, { actor }),
      )
    await pages(`events ${where}`, (page) => service.audit.list({ ...inScope, ...page }, { actor }))
  }
}

async function invitations(t: Traffic, rotating: TestService, actor: Actor, step: Step) {
  const { service } = t
  const offer = (name: string) => ({ email: t.at(name), role: 'member' }) as const
  step('create')
  const made = await service.invitations.create(offer('ada'), { actor, delivery: 'both', idempotencyKey: 'one' })
  step('create again')
  await service.invitations.create(offer('ada'), { actor, delivery: 'both', idempotencyKey: 'one' })
  t.clock.advance(25 * HOUR)
  step('create with a key of yesterday')
  await service.invitations.create(offer('bea'), { actor, delivery: 'both', idempotencyKey: 'one' })
  const token = made.token ?? ''
  step('preview')
  await service.invitations.preview({ token })
  await rotating.service.invitations.preview({ token })
  step('accept')
  await rotating.service.invitations.accept(
    { token, password: goodPassword, username: t.at('ada').replace('@', '.') },
    { session: true, idempotencyKey: 'two' },
  )
  step('accept again')
  await service.invitations.accept(
    { token, password: goodPassword, username: t.at('ada').replace('@', '.') },
    { session: true, idempotencyKey: 'two' },
  )
  step('open link')
  const open = await service.invitations.create({ seats: 5, role: 'member' }, { actor, delivery: 'link' })
  await service.invitations.preview({ token: open.token ?? '' })
  const account = await service.invitations.accept({
    token: open.token ?? '',
    email: t.at('cleo'),
    password: goodPassword,
  })
  step('accept as somebody')
  const more = { ...offer('cleo'), scope: 'team-1', permissions: ['pages.write'] } as const
  const offered = await service.invitations.create(more, { actor, delivery: 'link' })
  const cleo: Actor = { type: 'account', id: account.account.id }
  await service.invitations.preview({ token: offered.token ?? '' }, { actor: cleo })
  await service.invitations.accept({ token: offered.token ?? '' }, { actor: cleo })
  step('create many')
  const rows = Array.from({ length: 20 }, (_, n) => offer(`bulk${n}`))
  await service.invitations.createMany(rows, { actor, idempotencyKey: 'many' })
  step('create many again')
  await service.invitations.createMany(rows, { actor, idempotencyKey: 'many' })
  step('resend, get, revoke')
  const { id } = await service.invitations.create(offer('dora'), { actor })
  await service.invitations.resend(id, { actor })
  await service.invitations.get(id, { actor })
  await service.invitations.revoke(id, { actor })
}

async function people(storage: Storage, t: Traffic, rotating: TestService, actor: Actor, step: Step) {
  const { service, clock } = t
  step('log in')
  const { sessionToken } = await service.sessions.login({ login: t.at('first'), password: goodPassword })
  await service.sessions.login({ login: t.at('ada').replace('@', '.'), password: goodPassword })
  step('check')
  await service.sessions.check(sessionToken)
  await rotating.service.sessions.check(sessionToken)
  clock.advance(HOUR)
  step('touch')
  await service.sessions.check(sessionToken, { touch: true })
  step('log out')
  await rotating.service.sessions.logout(sessionToken)
  step('log in with a JWT')
  const withJwt = (more: object) =>
    testService(storage, { clock, sessions: { jwt: { keys: { current: signingKey() } } }, ...more }).service.sessions
  const { refreshToken } = await withJwt({}).login({ login: t.at('first'), password: goodPassword })
  step('refresh')
  await withJwt({ pepper }).refresh(refreshToken)
  step('refresh again')
  const { refreshToken: next } = await withJwt({}).refresh(refreshToken)
  step('refresh with a token that was stolen')
  await withJwt({}).refresh(next)
  clock.advance(HOUR)
  await withJwt({})
    .refresh(refreshToken)
    .catch(() => undefined)
  step('activate')
  const { id } = await service.accounts.create({ email: t.at('eve'), role: 'member' }, { actor: system })
  const activation = (await service.activations.issue(id, { actor, delivery: 'link' })).token ?? ''
  await rotating.service.activations.preview({ token: activation })
  await service.activations.complete({ token: activation, password: goodPassword }, { session: true })
  step('reset')
  await service.resets.request({ email: t.at('eve') })
  await service.outbox.drain({ limit: 5 })
  const handed = (await service.resets.issue(id, { actor, delivery: 'link' })).token ?? ''
  await rotating.service.resets.preview({ token: handed })
  await service.resets.complete({ token: handed, password: again })
  step('mailed reset')
  const mail = t.mails.find(({ kind }) => kind === 'reset')
  if (mail) await service.resets.preview({ token: tokenIn(mail) }).catch(() => undefined)
  step('change the password')
  const eve: Actor = { type: 'account', id }
  await service.accounts.changePassword({ currentPassword: again, newPassword: goodPassword }, { actor: eve })
  step('list and end sessions')
  const input = { login: t.at('eve'), password: goodPassword }
  for (const maximum of [2, 2, 1]) {
    const few = testService(storage, { clock, sessions: { maximum } })
    await few.service.sessions.login(input)
  }
  const { items } = await service.sessions.list({}, { actor: eve })
  await service.sessions.list({ accountId: id }, { actor })
  await service.sessions.revoke(items[0]?.id ?? '', { actor: eve })
  await service.sessions.revokeAll({ accountId: id }, { actor })
  step('another address')
  await service.accounts.changeEmail({ email: t.at('evelyn'), currentPassword: goodPassword }, { actor: eve })
  // Its mail stands at the end of a long queue: what the link would ask is asked with one that nobody made.
  const unknown = { token: mintSecret('email', webCryptoRandom) }
  await rotating.service.accounts.confirmEmail(unknown).catch(() => undefined)
  step('sign up')
  const open = testService(storage, { clock, signUp: { role: 'member' } })
  await open.service.accounts.signUp(
    { email: t.at('sue'), password: goodPassword, username: t.at('sue').replace('@', '.') },
    { session: true },
  )
  step('decline')
  const offer = { email: t.at('dan'), role: 'member' } as const
  const { token } = await service.invitations.create(offer, { actor, delivery: 'link' })
  await rotating.service.invitations.decline({ token: token ?? '' })
  step('manage a person')
  await service.accounts.get(id, { actor })
  await service.accounts.updateMembership(id, '*', { permissions: ['pages.write'] }, { actor })
  await service.accounts.suspend(id, { actor })
  await service.accounts.reactivate(id, { actor })
  await service.accounts.removeMembership(id, '*', { actor })
}

/** Accounts that are made with their invitation, and go again when it dies. */
async function beforehand(storage: Storage, { clock, at }: Traffic, step: Step): Promise<void> {
  const { service } = testService(storage, { clock, invitations: { accounts: 'beforehand' } })
  step('create beforehand')
  const offer = { email: at('flora'), role: 'member' } as const
  const { token } = await service.invitations.create(offer, { actor: system, delivery: 'link' })
  step('accept beforehand')
  await service.invitations.accept({ token: token ?? '', password: goodPassword })
}

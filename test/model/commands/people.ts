import fc from 'fast-check'
import {
  changePassword,
  check,
  createAccount,
  listSessions,
  login,
  type ReshapeArgs,
  reactivate,
  removeMembership,
  revokeAll,
  revokeSession,
  signUp,
  suspend,
  updateMembership,
} from '../people.ts'
import { accountActorOf, agree, pass, passwords, type Real, remember, shortPassword, watchingGifts } from '../real.ts'
import { type Flag, HOUR, type Person, type Session, theSystem, type World } from '../world.ts'
import {
  anybody,
  askingOf,
  command,
  email,
  extra,
  idOf,
  type ModelCommand,
  offer,
  pickOne,
  role,
  scope,
  shouted,
  target,
  targetOf,
  which,
  who,
} from './command.ts'

const goodPassword = fc.constantFrom(...passwords)
const anyPassword = fc.oneof({ weight: 8, arbitrary: goodPassword }, fc.constant(shortPassword))

const createOne = command(
  'createAccount',
  fc.record({
    who: fc.oneof({ weight: 5, arbitrary: fc.constant({ by: 'system' } as const) }, who),
    email,
    password: fc.option(anyPassword, { freq: 2 }),
    scope,
    offer,
  }),
  async (world, real, { who, ...chosen }) => {
    const args = { ...chosen, asking: askingOf(world, who) }
    const { email, password, scope, offer } = args
    const input = { email: shouted(email), password, scope, role: offer.role, permissions: [...offer.extra] }
    await agree(real, 'createAccount', createAccount(world, args), () =>
      real.service.accounts.create(input, { actor: args.asking.actor }),
    )
  },
)

const logIn = command(
  'login',
  fc.record({ n: which, right: fc.integer({ min: 0, max: 3 }), email, password: goodPassword }),
  async (world, real, chosen) => {
    const person = pickOne([...world.people.values()], chosen.n)
    const isRight = chosen.right > 0 && person.password !== null
    const args = isRight ? { email: person.email, password: person.password ?? '' } : chosen
    const input = { login: shouted(args.email), password: args.password }
    const answer = await agree(real, 'login', login(world, args), () => real.service.sessions.login(input))
    await remember(world, real, answer?.sessionToken)
  },
)

const signUpOne = command(
  'signUp',
  fc.record({ email, password: anyPassword, session: fc.boolean() }),
  async (world, real, { session, ...args }) => {
    const input = { ...args, email: shouted(args.email) }
    const answer = await agree(real, 'signUp', signUp(world, args), () =>
      real.service.accounts.signUp(input, { session }),
    )
    await remember(world, real, answer?.sessionToken)
  },
)

const hasSessions = (world: World) => world.sessions.length > 0

async function checkBoth(world: World, real: Real, session: Session, touch: boolean): Promise<void> {
  await agree(real, 'check', check(world, session, touch), () => real.service.sessions.check(session.token, { touch }))
}

const checkSession = command(
  'check',
  fc.record({ n: which, touch: fc.boolean() }),
  (world, real, { n, touch }) => checkBoth(world, real, pickOne(world.sessions, n), touch),
  hasSessions,
)

/** Somebody who comes back every few hours: never idle, but not logged in for ever. */
const keepUsing = command(
  'keepUsing',
  fc.record({ n: which, times: fc.integer({ min: 1, max: 4 }) }),
  async (world, real, { n, times }) => {
    const session = pickOne(world.sessions, n)
    for (let time = 0; time < times; time++) {
      await checkBoth(world, real, session, true)
      pass(world, real, 9 * HOUR)
    }
  },
  hasSessions,
)

const logOut = command(
  'logout',
  fc.record({ n: which }),
  async (world, real, { n }) => {
    const session = pickOne(world.sessions, n)
    await real.service.sessions.logout(session.token)
    session.ended = true
  },
  hasSessions,
)

const listOnes = command('listSessions', fc.record({ who, target }), async (world, real, chosen) => {
  const args = { asking: askingOf(world, chosen.who), target: targetOf(world, chosen.target, isActive) }
  await agree(real, 'listSessions', listSessions(world, args), () =>
    real.service.sessions.list({ accountId: idOf(args.target) }, { actor: args.asking.actor }),
  )
})

const revokeOne = command(
  'revokeSession',
  fc.record({ who, n: which }),
  async (world, real, { who, n }) => {
    const asking = askingOf(world, who)
    const session = pickOne(world.sessions, n)
    await agree(real, 'revokeSession', revokeSession(world, asking, session), () =>
      real.service.sessions.revoke(session.id, { actor: asking.actor }),
    )
  },
  hasSessions,
)

/** One's own, or somebody else's. */
const revokeEach = command(
  'revokeAll',
  fc.record({ who: anybody, own: fc.boolean(), target }),
  async (world, real, { who, own, target }) => {
    const asking = askingOf(world, who)
    const whose = own ? asking.person : targetOf(world, target, isActive)
    const input = own ? {} : { accountId: idOf(whose) }
    await agree(real, 'revokeAll', revokeAll(world, { asking, target: whose }), () =>
      real.service.sessions.revokeAll(input, { actor: asking.actor }),
    )
  },
)

const isActive = ({ status }: Person) => status === 'active'
const isSuspended = ({ status }: Person) => status === 'suspended'

const suspendOne = command('suspend', fc.record({ who, target }), async (world, real, chosen) => {
  const args = { asking: askingOf(world, chosen.who), target: targetOf(world, chosen.target, isActive) }
  const options = { actor: args.asking.actor }
  await agree(real, 'suspend', suspend(world, args), () => real.service.accounts.suspend(idOf(args.target), options))
})

const reactivateOne = command('reactivate', fc.record({ who, target }), async (world, real, chosen) => {
  const args = { asking: askingOf(world, chosen.who), target: targetOf(world, chosen.target, isSuspended) }
  const options = { actor: args.asking.actor }
  await agree(real, 'reactivate', reactivate(world, args), () =>
    real.service.accounts.reactivate(idOf(args.target), options),
  )
})

const changeOwnPassword = command(
  'changePassword',
  fc.record({
    who: anybody,
    right: fc.integer({ min: 0, max: 3 }),
    current: goodPassword,
    wanted: anyPassword,
    session: fc.boolean(),
  }),
  async (world, real, { who, right, current, wanted, session }) => {
    const asking = askingOf(world, who)
    if (asking.person === null) return
    const known = right > 0 ? (asking.person.password ?? current) : current
    const answer = await agree(real, 'changePassword', changePassword(world, { asking, current: known, wanted }), () =>
      real.service.accounts.changePassword(
        { currentPassword: known, newPassword: wanted },
        { actor: accountActorOf(asking), session },
      ),
    )
    await remember(world, real, answer?.sessionToken)
  },
)

const isMemberOf =
  (scope: string) =>
  ({ memberships }: Person) =>
    memberships.has(scope)

const updateOne = command(
  'updateMembership',
  fc.record({
    who,
    target,
    scope,
    role: fc.oneof({ weight: 3, arbitrary: role }, fc.constant(undefined)),
    extra: fc.oneof(extra, fc.constant(undefined)),
  }),
  async (world, real, { who, ...chosen }) => {
    const target = targetOf(world, chosen.target, isMemberOf(chosen.scope))
    const args: ReshapeArgs = { ...chosen, asking: askingOf(world, who), target }
    const input = {
      ...(args.role === undefined ? {} : { role: args.role }),
      ...(args.extra === undefined ? {} : { permissions: [...args.extra] }),
    }
    const { asking, scope } = args
    await watchingGifts(real, asking.person?.id ?? null, () =>
      agree(real, 'updateMembership', updateMembership(world, args), () =>
        real.service.accounts.updateMembership(idOf(target), scope, input, { actor: asking.actor }),
      ),
    )
  },
)

const removeOne = command('removeMembership', fc.record({ who, target, scope }), async (world, real, chosen) => {
  const { scope } = chosen
  const target = targetOf(world, chosen.target, isMemberOf(scope))
  const args = { asking: askingOf(world, chosen.who), target, scope }
  await agree(real, 'removeMembership', removeMembership(world, args), () =>
    real.service.accounts.removeMembership(idOf(target), scope, { actor: args.asking.actor }),
  )
})

/** Those who answer for something that is still on its way. */
const givers = (world: World): readonly Person[] => [
  ...world.invitations.flatMap(({ status, inviter }) => (status === 'pending' && inviter ? [inviter] : [])),
  ...world.links.flatMap((link) => (link.purpose !== 'invitation' && link.handedTo ? [link.handedTo] : [])),
]

/** The system takes from one of them what they gave by. */
const giverFalls = command(
  'giverFalls',
  fc.record({ n: which, how: fc.constantFrom('suspend', 'demote', 'demote') }),
  async (world, real, { n, how }) => {
    const target = pickOne(givers(world), n)
    const { accounts } = real.service
    const options = { actor: theSystem.actor }
    const args = { asking: theSystem, target }
    if (how === 'suspend')
      await agree(real, 'suspend', suspend(world, args), () => accounts.suspend(target.id, options))
    for (const scope of how === 'demote' ? [...target.memberships.keys()] : []) {
      const demotion = { ...args, scope, role: 'member', extra: new Set<Flag>() } as const
      await agree(real, 'updateMembership', updateMembership(world, demotion), () =>
        accounts.updateMembership(target.id, scope, { role: 'member', permissions: [] }, options),
      )
    }
  },
  (world) => givers(world).length > 0,
)

export const peopleCommands: readonly fc.Arbitrary<ModelCommand>[] = [
  createOne,
  createOne,
  logIn,
  logIn,
  logIn,
  checkSession,
  keepUsing,
  logOut,
  signUpOne,
  listOnes,
  revokeOne,
  revokeEach,
  suspendOne,
  suspendOne,
  reactivateOne,
  reactivateOne,
  changeOwnPassword,
  updateOne,
  updateOne,
  updateOne,
  removeOne,
  giverFalls,
]

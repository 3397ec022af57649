import fc from 'fast-check'
import { type AcceptArgs, accept, decline, preview } from '../acceptance.ts'
import { accountActorOf, agree, passwords, type Real, remember, shortPassword, watchingGifts } from '../real.ts'
import type { InvitationLink, World } from '../world.ts'
import { askingOf, command, email, type ModelCommand, pickOne, sessionOf, shouted, which, who } from './command.ts'

const linksIn = (world: World): readonly InvitationLink[] => world.links.filter((link) => link.purpose === 'invitation')
const hasLinks = (world: World) => linksIn(world).length > 0

const previewOne = command(
  'preview',
  fc.record({ n: which, who }),
  async (world, real, { n, who }) => {
    const link = pickOne(linksIn(world), n)
    const asking = who.by === 'system' ? null : askingOf(world, who)
    const options = asking === null ? {} : { actor: accountActorOf(asking) }
    await agree(real, 'preview', preview(world, link, asking), () =>
      real.service.invitations.preview({ token: link.token }, options),
    )
  },
  hasLinks,
)

async function acceptWith(world: World, real: Real, args: AcceptArgs): Promise<void> {
  const { link, asking, email, password, session, key, note } = args
  const input = {
    token: link.token,
    ...(email === null ? {} : { email: shouted(email) }),
    ...(password === null ? {} : { password }),
    profile: { note },
  }
  const options = {
    session,
    ...(asking === null ? {} : { actor: accountActorOf(asking) }),
    ...(key === null ? {} : { idempotencyKey: key }),
  }
  const verdict = accept(world, args)
  const answer = await watchingGifts(real, link.invitation.inviter?.id ?? null, () =>
    agree(real, asking === null ? 'accept' : 'accept as', verdict, () =>
      real.service.invitations.accept(input, options),
    ),
  )
  await remember(world, real, answer?.sessionToken)
}

const password = fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...passwords) }, fc.constantFrom(shortPassword, null))

const acceptOne = command(
  'accept',
  fc.record({
    n: which,
    password,
    /** What is typed: the invited address (any, for an open link), nothing, or another one. */
    typed: fc.constantFrom('right', 'right', 'nothing', 'another'),
    email,
    /** Whose session comes along. */
    with: fc.constantFrom('nobody', 'nobody', 'right', 'another'),
    who,
    session: fc.boolean(),
    key: fc.option(fc.constantFrom('key-1', 'key-2'), { freq: 2 }),
  }),
  async (world, real, chosen) => {
    const link = pickOne(linksIn(world), chosen.n)
    const invited = link.invitation.email ?? chosen.email
    const own = chosen.with === 'right' ? sessionOf(world, invited) : null
    const anothers = chosen.with === 'another' && chosen.who.by !== 'system' ? askingOf(world, chosen.who) : null
    const asking = own ?? anothers
    const typed =
      chosen.typed === 'nothing' || asking !== null ? null : chosen.typed === 'right' ? invited : chosen.email
    const { password, session, key } = chosen
    await acceptWith(world, real, { link, asking, email: typed, password, session, key, note: '' })
  },
  hasLinks,
)

/** The same call once more, with the same key; or another one under it. */
const acceptAgain = command(
  'acceptAgain',
  fc.record({ n: which, otherwise: fc.boolean() }),
  async (world, real, { n, otherwise }) => {
    const { args } = pickOne([...world.accepts.values()], n)
    await acceptWith(world, real, otherwise ? { ...args, note: 'another' } : args)
  },
  (world) => world.accepts.size > 0,
)

const declineOne = command(
  'decline',
  fc.record({ n: which }),
  async (world, real, { n }) => {
    const link = pickOne(linksIn(world), n)
    await agree(real, 'decline', decline(world, link), () => real.service.invitations.decline({ token: link.token }))
  },
  hasLinks,
)

export const acceptanceCommands: readonly fc.Arbitrary<ModelCommand>[] = [
  previewOne,
  acceptOne,
  acceptOne,
  acceptOne,
  acceptOne,
  acceptOne,
  acceptOne,
  acceptAgain,
  declineOne,
]

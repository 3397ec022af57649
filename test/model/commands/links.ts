import fc from 'fast-check'
import { expect } from 'vitest'
import { tokenIn } from '../../support/service.ts'
import {
  changeEmail,
  complete,
  confirmEmail,
  drain,
  issueActivation,
  issueReset,
  type PasswordPurpose,
  previewLink,
} from '../links.ts'
import { accountActorOf, agree, passwords, type Real, remember, shortPassword } from '../real.ts'
import type { Link, PersonLink, World } from '../world.ts'
import {
  anybody,
  askingOf,
  command,
  delivery,
  email,
  idOf,
  type ModelCommand,
  pick,
  pickOne,
  shouted,
  target,
  targetOf,
  which,
  who,
} from './command.ts'

const verbs = { activation: 'activations', reset: 'resets' } as const

const issue = (purpose: PasswordPurpose) =>
  command(`issue ${purpose}`, fc.record({ who, target, delivery }), async (world, real, chosen) => {
    const { delivery } = chosen
    const status = purpose === 'reset' ? 'active' : 'invited'
    const target = targetOf(world, chosen.target, (person) => person.status === status)
    const args = { asking: askingOf(world, chosen.who), target, delivery }
    const verdict = purpose === 'reset' ? issueReset(world, args) : issueActivation(world, args)
    const options = { actor: args.asking.actor, delivery }
    await agree(real, `issue ${purpose}`, verdict, () => real.service[verbs[purpose]].issue(idOf(target), options))
  })

const requestReset = command('request reset', fc.record({ email }), async (world, real, { email }) => {
  await real.service.resets.request({ email: shouted(email) })
  world.outbox.push({ kind: 'requestedReset', email, at: world.now })
})

type PasswordLink = PersonLink & { readonly purpose: PasswordPurpose }

const isOfPassword = (link: Link): link is PasswordLink => link.purpose === 'activation' || link.purpose === 'reset'
const linksIn = (world: World): readonly PasswordLink[] => world.links.filter(isOfPassword)
/** One of all, or one that somebody was handed and answers for. */
function linkOf(world: World, n: number, handed: boolean): PasswordLink {
  const links = linksIn(world)
  return pick(handed ? links.filter(({ handedTo }) => handedTo !== null) : [], n) ?? pickOne(links, n)
}
const hasLinks = (world: World) => linksIn(world).length > 0

const completeOne = command(
  'complete',
  fc.record({
    n: which,
    handed: fc.boolean(),
    password: fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...passwords) }, fc.constant(shortPassword)),
    session: fc.boolean(),
  }),
  async (world, real, { n, handed, password, session }) => {
    const link = linkOf(world, n, handed)
    const { token } = link
    const answer = await agree(real, `complete ${link.purpose}`, complete(world, { link, password }), async () =>
      link.purpose === 'reset'
        ? { ...(await real.service.resets.complete({ token, password })), sessionToken: null }
        : real.service.activations.complete({ token, password }, { session }),
    )
    await remember(world, real, answer?.sessionToken)
  },
  hasLinks,
)

const previewOne = command(
  'preview link',
  fc.record({ n: which, handed: fc.boolean() }),
  async (world, real, { n, handed }) => {
    const link = linkOf(world, n, handed)
    const { token, purpose } = link
    await agree(real, `preview ${purpose}`, previewLink(world, link), () =>
      real.service[verbs[purpose]].preview({ token }),
    )
  },
  hasLinks,
)

const changeOwnEmail = command(
  'changeEmail',
  fc.record({ who: anybody, right: fc.integer({ min: 0, max: 5 }), email, current: fc.constantFrom(...passwords) }),
  async (world, real, { who, right, email, current }) => {
    const asking = askingOf(world, who)
    // Two mails to one address could not be told apart.
    if (world.outbox.some((due) => due.kind === 'newEmail' && due.email === email)) await drainBoth(world, real)
    const known = right > 0 ? (asking.person?.password ?? current) : current
    await agree(real, 'changeEmail', changeEmail(world, { asking, email, current: known }), () =>
      real.service.accounts.changeEmail(
        { email: shouted(email), currentPassword: known },
        { actor: accountActorOf(asking) },
      ),
    )
  },
)

const emailLinksIn = (world: World): readonly PersonLink[] =>
  world.links.filter((link): link is PersonLink => link.purpose === 'email')

const confirmOne = command(
  'confirmEmail',
  fc.record({ n: which }),
  async (world, real, { n }) => {
    const link = pickOne(emailLinksIn(world), n)
    await agree(real, 'confirmEmail', confirmEmail(world, link), () =>
      real.service.accounts.confirmEmail({ token: link.token }),
    )
  },
  (world) => emailLinksIn(world).length > 0,
)

/** A link of one purpose opens nothing that is of another. */
const misuse = command(
  'misuse',
  fc.record({ n: which }),
  async (world, real, { n }) => {
    const { token, purpose } = pickOne(world.links, n)
    const [password] = passwords
    const { invitations, activations, resets } = real.service
    if (purpose !== 'invitation')
      await agree(real, 'misuse', 'invitation_not_found', () => invitations.accept({ token, password }))
    if (purpose !== 'activation')
      await agree(real, 'misuse', 'link_not_found', () => activations.complete({ token, password }))
    if (purpose !== 'email')
      await agree(real, 'misuse', 'link_not_found', () => real.service.accounts.confirmEmail({ token }))
    if (purpose !== 'reset') await agree(real, 'misuse', 'link_not_found', () => resets.complete({ token, password }))
  },
  (world) => world.links.length > 0,
)

export async function drainBoth(world: World, real: Real): Promise<void> {
  const due = [...drain(world)]
  for (const mail of await real.drained()) {
    const at = due.findIndex(
      ({ to, kind, expiresAt, scope }) =>
        mail.to === to &&
        mail.kind === kind &&
        (mail.expiresAt?.getTime() ?? null) === expiresAt &&
        (scope === null || mail.subject.endsWith(` ${scope === '*' ? 'Example' : scope}`)),
    )
    expect(at, `${mail.kind} to ${mail.to} was not due`).toBeGreaterThanOrEqual(0)
    due.splice(at, 1)[0]?.arrive(tokenIn(mail))
  }
  expect(due).toEqual([])
}

const drainAll = command('drain', fc.constant(null), drainBoth)

export const linkCommands: readonly fc.Arbitrary<ModelCommand>[] = [
  issue('activation'),
  issue('activation'),
  issue('reset'),
  requestReset,
  requestReset,
  completeOne,
  completeOne,
  completeOne,
  previewOne,
  changeOwnEmail,
  changeOwnEmail,
  confirmOne,
  confirmOne,
  misuse,
  drainAll,
  drainAll,
  drainAll,
]

import fc from 'fast-check'
import { type BulkArgs, type CreateArgs, create, createMany, resend, revoke } from '../invitations.ts'
import { agree, count, type Real } from '../real.ts'
import type { World } from '../world.ts'
import {
  askingOf,
  command,
  delivery,
  email,
  type ModelCommand,
  offer,
  pickOne,
  scope,
  shouted,
  which,
  who,
} from './command.ts'

const key = fc.option(fc.constantFrom('key-1', 'key-2'), { freq: 2 })

const inputOf = ({ email, seats, domains, scope, offer, note }: CreateArgs) => ({
  ...(email === null ? { seats, domains } : { email: shouted(email) }),
  scope,
  role: offer.role,
  permissions: [...offer.extra],
  metadata: { note },
})

async function createWith(world: World, real: Real, args: CreateArgs): Promise<void> {
  const { asking, delivery, key } = args
  const options = { actor: asking.actor, delivery, ...(key === null ? {} : { idempotencyKey: key }) }
  await agree(real, 'create', create(world, args), () => real.service.invitations.create(inputOf(args), options))
}

const common = { who, scope, offer, key }

const createBound = command('create', fc.record({ ...common, email, delivery }), (world, real, { who, ...chosen }) =>
  createWith(world, real, { ...chosen, asking: askingOf(world, who), seats: 1, domains: [], note: '' }),
)

const createOpen = command(
  'createOpen',
  fc.record({
    ...common,
    seats: fc.integer({ min: 1, max: 3 }),
    domains: fc.constantFrom([], ['corp.example']),
  }),
  (world, real, { who, ...chosen }) =>
    createWith(world, real, { ...chosen, asking: askingOf(world, who), email: null, delivery: 'link', note: '' }),
)

/** The same call once more, with the same key; or another one under it. */
const createAgain = command(
  'createAgain',
  fc.record({ n: which, otherwise: fc.boolean() }),
  async (world, real, { n, otherwise }) => {
    const { args } = pickOne([...world.creates.values()], n)
    await createWith(world, real, otherwise ? { ...args, note: 'another' } : args)
  },
  (world) => world.creates.size > 0,
)

const row = fc.record({ email, scope, offer })

async function createManyWith(world: World, real: Real, args: BulkArgs): Promise<void> {
  const { asking, rows, key } = args
  const delivery = rows[0]?.delivery ?? 'mail'
  const options = { actor: asking.actor, delivery, ...(key === null ? {} : { idempotencyKey: key }) }
  const answer = await agree(real, 'createMany', createMany(world, args), () =>
    real.service.invitations.createMany(rows.map(inputOf), options),
  )
  for (const row of answer?.rows ?? []) count(real.tally, `createMany, a row: ${row.ok ? 'done' : row.code}`)
}

const createBulk = command(
  'createMany',
  fc.record({ who, delivery, key, rows: fc.array(row, { minLength: 1, maxLength: 4 }) }),
  async (world, real, { who, delivery, key, rows }) => {
    const asking = askingOf(world, who)
    const common = { asking, delivery, seats: 1, domains: [], key: null, note: '' }
    await createManyWith(world, real, { asking, key, rows: rows.map((one) => ({ ...one, ...common })) })
  },
)

const createManyAgain = command(
  'createManyAgain',
  fc.record({ n: which, otherwise: fc.boolean() }),
  async (world, real, { n, otherwise }) => {
    const { args } = pickOne([...world.bulks.values()], n)
    const rows = otherwise ? args.rows.map((one) => ({ ...one, note: 'another' })) : args.rows
    await createManyWith(world, real, { ...args, rows })
  },
  (world) => world.bulks.size > 0,
)

const hasInvitations = (world: World) => world.invitations.length > 0

const resendOne = command(
  'resend',
  fc.record({ n: which, who, delivery, mode: fc.constantFrom(null, null, 'rotate', 'append') }),
  async (world, real, { n, who, delivery, mode }) => {
    const args = { asking: askingOf(world, who), invitation: pickOne(world.invitations, n), mode, delivery } as const
    const { invitation, asking } = args
    const options = { actor: asking.actor, delivery, ...(mode === null ? {} : { mode }) }
    await agree(real, 'resend', resend(world, args), () => real.service.invitations.resend(invitation.id, options))
  },
  hasInvitations,
)

const revokeOne = command(
  'revoke',
  fc.record({ n: which, who }),
  async (world, real, { n, who }) => {
    const args = { asking: askingOf(world, who), invitation: pickOne(world.invitations, n) }
    const options = { actor: args.asking.actor }
    await agree(real, 'revoke', revoke(world, args), () => real.service.invitations.revoke(args.invitation.id, options))
  },
  hasInvitations,
)

export const invitationCommands: readonly fc.Arbitrary<ModelCommand>[] = [
  createBound,
  createBound,
  createBound,
  createOpen,
  createOpen,
  createAgain,
  createBulk,
  createManyAgain,
  resendOne,
  resendOne,
  revokeOne,
]

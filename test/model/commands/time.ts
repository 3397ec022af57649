import fc from 'fast-check'
import { purge } from '../people.ts'
import { pass } from '../real.ts'
import { DAY, HOUR, MINUTE } from '../world.ts'
import { command, type ModelCommand } from './command.ts'

const span = (unit: number, max: number) => fc.integer({ min: 1, max }).map((count) => count * unit)

/** From minutes to weeks. */
const advance = command(
  'advance',
  fc.oneof(
    { weight: 4, arbitrary: span(MINUTE, 40) },
    { weight: 3, arbitrary: span(HOUR, 30) },
    { weight: 2, arbitrary: span(DAY, 8) },
    span(7 * DAY, 5),
  ),
  async (world, real, time) => pass(world, real, time),
)

const purgeOld = command('purge', fc.integer({ min: 1, max: 10 }), async (world, real, days) => {
  await real.service.purge({ keep: `${days}d` })
  purge(world, days * DAY)
})

export const timeCommands: readonly fc.Arbitrary<ModelCommand>[] = [advance, advance, advance, purgeOld]

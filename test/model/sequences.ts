import fc from 'fast-check'
import type { Storage } from '../../src/index.ts'
import type { EmptyStore } from '../support/empty-stores.ts'
import { acceptanceCommands } from './commands/acceptance.ts'
import { emails } from './commands/command.ts'
import { invitationCommands } from './commands/invitations.ts'
import { linkCommands } from './commands/links.ts'
import { peopleCommands } from './commands/people.ts'
import { timeCommands } from './commands/time.ts'
import { checkAll } from './invariants.ts'
import { createAccount } from './people.ts'
import { agree, openReal, passwords, type Real } from './real.ts'
import { type ModelOptions, newWorld, theSystem, type World } from './world.ts'

const options: fc.Arbitrary<ModelOptions> = fc.record({
  accounts: fc.constantFrom('at_acceptance', 'beforehand'),
  resend: fc.constantFrom('rotate', 'append'),
  invited: fc.constantFrom('nothing', 'activation'),
  losesAnswers: fc.boolean(),
})

const commands = fc.commands(
  [...invitationCommands, ...acceptanceCommands, ...peopleCommands, ...linkCommands, ...timeCommands],
  { maxCommands: 150, size: 'max' },
)

/**
 * That any sequence of calls on an empty store goes as the model says. `tally` counts which verb ended how.
 * `through` puts something between the service and its store.
 */
export const anySequence = (
  empty: () => Promise<EmptyStore>,
  tally: Map<string, number>,
  through: (storage: Storage) => Storage = (storage) => storage,
) =>
  fc.asyncProperty(options, commands, async (chosen, sequence) => {
    const { storage, rows } = await empty()
    const real = openReal({ storage: through(storage), rows }, chosen, tally)
    const model = newWorld(chosen, real.clock.now())
    await firstPeople(model, real)
    await fc.asyncModelRun(() => ({ model, real }), sequence)
    await checkAll(model, real)
  })

/** An owner of everything and an administrator of one scope: a sequence that begins with nobody is a dull one. */
async function firstPeople(model: World, real: Real): Promise<void> {
  const [password] = passwords
  const extra = new Set<never>()
  const first = [
    { email: emails[0], scope: '*', offer: { role: 'owner', extra } },
    { email: emails[1], scope: 'garage', offer: { role: 'admin', extra } },
  ] as const
  for (const one of first) {
    const { email, scope, offer } = one
    const input = { email, password, scope, role: offer.role }
    await agree(real, 'createAccount', createAccount(model, { ...one, password, asking: theSystem }), () =>
      real.service.accounts.create(input, { actor: theSystem.actor }),
    )
  }
}

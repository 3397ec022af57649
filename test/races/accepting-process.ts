import { Kysely } from 'kysely'
import { kyselyStorage } from '../../adapters/storage/kysely/index.ts'
import { goodPassword, testService } from '../support/service.ts'
import { sqliteDialect } from '../support/stores.ts'
import { withoutGuards } from '../support/without-guards.ts'
import { outcomesOf, times } from './outcomes.ts'

// A process of its own that accepts what it is told to, many times at once. Run by `processes.test.ts`.

/** One link and how many callers. Each of them types the address of its number; an invited person types none. */
export interface Job {
  readonly token: string
  readonly callers: number
  readonly email: string | null
}

const [file = '', guards = ''] = process.argv.slice(2)
const storage = kyselyStorage(new Kysely<unknown>({ dialect: sqliteDialect(file) }))
const { service } = testService(guards === 'broken' ? withoutGuards(storage) : storage)

process.on('message', ({ token, callers, email }: Job) => {
  const accept = (n: number) =>
    service.invitations.accept({
      token,
      password: goodPassword,
      ...(email === null ? {} : { email: email.replace('{n}', `${process.pid}-${n}`) }),
    })
  const answer = (outcomes: readonly string[]) => process.send?.(outcomes)
  outcomesOf(times(callers, accept)).then(answer, (error) => answer([String(error)]))
})

process.send?.('ready')

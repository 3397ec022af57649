import { scrypt } from 'node:crypto'
import { promisify } from 'node:util'
import { createInviteService, type PasswordHasher, system } from '../../src/index.ts'
import { permissions } from '../support/permissions.ts'
import { goodPassword } from '../support/service.ts'
import { stores } from '../support/stores.ts'

const PAIRS = 10_000
const MOST = 0.02 // of the median: what a stranger may find by asking ten thousand times

/** A real hash off the event loop, cheaper than the default, so that ten thousand pairs take minutes and not hours. */
function cheapHasher(): PasswordHasher {
  const derive = promisify<string, string, number, object, Buffer>(scrypt)
  const of = async (password: string) =>
    (await derive(password, 'salt', 32, { N: 2 ** 11, r: 8, p: 1 })).toString('hex')
  return {
    hash: of,
    verify: async (password, hash) => ({ ok: (await of(password)) === hash, upgrade: false }),
  }
}

interface Compared {
  readonly call: string
  /** Milliseconds. */
  readonly known: number
  readonly unknown: number
  /** How much longer the known one takes, as a share of the unknown one. */
  readonly difference: number
}

/** Whether the time of an answer tells a known address from an unknown one: pairs in a random order, by their medians. */
export async function compareTimes(say: (text: string) => void): Promise<boolean> {
  const sqlite = stores.find(({ name }) => name === 'sqlite') ?? stores[0]
  if (sqlite === undefined) throw new TypeError('There is no store')
  const store = await sqlite.open()
  const service = createInviteService({
    baseUrl: 'https://app.example.com',
    storage: store.storage,
    permissions,
    passwordHasher: cheapHasher(),
    limits: false,
    drain: 'manual',
    mailer: async () => undefined,
  })
  for (let n = 0; n < 20; n++)
    await service.accounts.create({ email: `known-${n}@example.com`, password: goodPassword }, { actor: system })
  const login = (email: string) => service.sessions.login({ login: email, password: 'wrong' }).catch(() => undefined)
  const forgot = (email: string) => service.resets.request({ email })
  const results = [await compare('login', login), await compare('forgot password', forgot)]
  await store.close()
  for (const { call, known, unknown, difference } of results)
    say(
      `Timing of ${call}: known ${known.toFixed(3)} ms, unknown ${unknown.toFixed(3)} ms, ${(difference * 100).toFixed(2)} % apart (at most ${MOST * 100})`,
    )
  return results.every(({ difference }) => Math.abs(difference) <= MOST)
}

async function compare(call: string, run: (email: string) => Promise<unknown>): Promise<Compared> {
  const times = { known: [] as number[], unknown: [] as number[] }
  const once = async (which: keyof typeof times, n: number) => {
    const started = performance.now()
    await run(`${which === 'known' ? 'known' : 'other'}-${n % 20}@example.com`)
    times[which].push(performance.now() - started)
  }
  for (let n = 0; n < PAIRS; n++) {
    const [first, second] = Math.random() < 0.5 ? (['known', 'unknown'] as const) : (['unknown', 'known'] as const)
    await once(first, n)
    await once(second, n)
  }
  const [known, unknown] = [median(times.known), median(times.unknown)]
  return { call, known, unknown, difference: known / unknown - 1 }
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0

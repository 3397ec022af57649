import {
  type Actor,
  createInviteService,
  type InviteOptions,
  type InviteService,
  type Mail,
  type PasswordHasher,
  type Storage,
  system,
} from '../../src/index.ts'
import { permissions } from './permissions.ts'

/** A clock that a test moves. */
export interface TestClock {
  now(): number
  advance(milliseconds: number): void
}

export function testClock(start = Date.UTC(2026, 0, 1)): TestClock {
  let now = start
  const advance = (milliseconds: number) => {
    now += milliseconds
  }
  return { now: () => now, advance }
}

/** A hasher for tests that are not about hashing: instant, and easy to count. */
export function plainHasher(): PasswordHasher & { readonly hashes: () => number } {
  let hashes = 0
  return {
    hash: async (password) => {
      hashes++
      return `plain:${btoa(encodeURIComponent(password))}`
    },
    verify: async (password, hash) => ({ ok: hash === `plain:${btoa(encodeURIComponent(password))}`, upgrade: false }),
    hashes: () => hashes,
  }
}

export type TestFlag = (typeof permissions.flags)[number]
export type TestRole = (typeof permissions.roles)[number]

export interface TestService {
  readonly service: InviteService<TestFlag, TestRole>
  readonly clock: TestClock
  /** What the service was made of. */
  readonly options: InviteOptions<TestFlag, TestRole>
  /** What the mailer got. */
  readonly mails: Mail[]
  /** Drains, and gives the mails that went out. */
  drained(): Promise<readonly Mail[]>
}

/** A service over a storage, with time, mail and hashing in the test's hands. */
export function testService(storage: Storage, options: Partial<InviteOptions<TestFlag, TestRole>> = {}): TestService {
  const clock = testClock()
  const mails: Mail[] = []
  const all: InviteOptions<TestFlag, TestRole> = {
    baseUrl: 'https://app.example.com',
    storage,
    permissions,
    clock,
    mailer: async (mail) => void mails.push(mail),
    drain: 'manual',
    passwordHasher: plainHasher(),
    describeScope: (scope) => ({ name: scope === '*' ? 'Example' : scope }),
    ...options,
  }
  const service = createInviteService(all)
  const drained = async () => {
    const before = mails.length
    while ((await service.outbox.drain()).more);
    return mails.slice(before)
  }
  return { service, options: all, clock, mails, drained }
}

export const goodPassword = 'tangerine bicycle 47 lanterns'

/** The actor of a new active account with a role, made by the system. */
export async function person(
  { service }: Pick<TestService, 'service'>,
  email: string,
  role: TestRole,
  scope = '*',
): Promise<Actor & { type: 'account' }> {
  const account = await service.accounts.create({ email, password: goodPassword, role, scope }, { actor: system })
  return { type: 'account', id: account.id }
}

/** The secret in the link of a mail. */
export const tokenIn = (mail: Mail | undefined): string => mail?.url?.split('#')[1] ?? ''

/** The code of the refusal that a promise ends in; null when it is fulfilled. */
export async function refusalOf(promise: Promise<unknown>): Promise<string | null> {
  try {
    await promise
    return null
  } catch (error) {
    if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code
    throw error
  }
}

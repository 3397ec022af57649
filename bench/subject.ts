import { MAX_COUNT, type Work } from './measure.ts'

/** What is measured. */
export const operations = ['create', 'validate', 'accept', 'list', 'request', 'reset', 'login'] as const
export type Operation = (typeof operations)[number]

/** A contestant: the operations, and what makes them ready. `Person` is somebody who may ask, `Link` an offer in hand. */
export interface Subject<Person = unknown, Link = unknown> {
  /** An active account that owns a scope. */
  person(email: string, scope: string): Promise<Person>
  create(owner: Person, scope: string, email: string): Promise<Link>
  /** Makes a link ready to be validated: the peer shows an invitation to somebody only who is logged in. */
  shown(link: Link, email: string): Promise<Link>
  validate(link: Link): Promise<unknown>
  /** By a new person: the account, the membership and the end of the invitation. */
  accept(link: Link, email: string): Promise<unknown>
  list(owner: Person, scope: string): Promise<unknown>
  request(email: string): Promise<unknown>
  /** A link for a new password, in hand. */
  resetLink(person: Person, email: string): Promise<string>
  reset(token: string): Promise<unknown>
  login(email: string): Promise<unknown>
  /** Many invitations by one call; left out by the peer, which has no such thing. */
  createMany?(owner: Person, scope: string, emails: readonly string[]): Promise<void>
  /** Pending invitations in a scope of their own, by SQL. */
  fill(owner: Person, scope: string, count: number): Promise<void>
}

export type Works = Readonly<Record<Operation, Work>>

export const password = 'tangerine bicycle 47 lanterns'

const SCOPES = 256 // the peer reads the pending invitations of a scope whenever it makes one
const SHOWN = 200

let last = 0
export const freshEmail = (): string => `person-${++last}@example.com`

/** Runs a task for each number below `count`, some at once, and keeps the order. */
export async function many<T>(count: number, task: (n: number) => Promise<T>, atOnce = 16): Promise<T[]> {
  const results: T[] = []
  let next = 0
  const worker = async () => {
    while (next < count) {
      const n = next++
      results[n] = await task(n)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return results
}

const pick = <T>(all: readonly T[], n: number): T => all[n % all.length] as T

/**
 * The operations of a contestant as work, on tables that hold something and whose statistics say so: a server that has
 * been running for a while. `pending`: invitations in the list.
 */
export async function worksOf<P, L>(subject: Subject<P, L>, pending: number): Promise<Works> {
  const owners = await many(SCOPES, (n) => subject.person(freshEmail(), `scope-${n}`))
  const people = await many(MAX_COUNT, async (n) => {
    const email = freshEmail()
    return { email, person: await subject.person(email, `home-${n % SCOPES}`) }
  })
  const invite = async (n: number) => {
    const email = freshEmail()
    return { email, link: await subject.create(pick(owners, n), `scope-${n % SCOPES}`, email) }
  }
  const shown = await many(SHOWN, async (n) => {
    const { email, link } = await invite(n)
    return subject.shown(link, email)
  })
  const owner = await subject.person(freshEmail(), 'full')
  await subject.fill(owner, 'full', pending)
  return {
    create: async () => (n) => subject.create(pick(owners, n), `scope-${n % SCOPES}`, freshEmail()),
    validate: async () => (n) => subject.validate(pick(shown, n)),
    accept: async (count) => {
      const invited = await many(count, invite)
      return (n) => subject.accept(pick(invited, n).link, pick(invited, n).email)
    },
    list: async () => () => subject.list(owner, 'full'),
    request: async () => (n) => subject.request(pick(people, n).email),
    reset: async (count) => {
      const links = await many(count, (n) => subject.resetLink(pick(people, n).person, pick(people, n).email))
      return (n) => subject.reset(pick(links, n))
    },
    login: async () => (n) => subject.login(pick(people, n).email),
  }
}

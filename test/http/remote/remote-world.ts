import { type HandlerOptions, routes } from '../../../src/http.ts'
import {
  type Code,
  createInviteService,
  InviteError,
  type InviteOptions,
  type InviteService,
} from '../../../src/index.ts'
import { contractOf, type MadeContract } from '../contracts/contract-of.ts'
import { type Ending, type Setting, unpacked, WORLD } from './message.ts'

// What the process under test has of a test's world: a service of its own, whose storage, mailer and the like are those of
// the test, called over a socket. Everything else of the library runs over there.

export interface RemoteWorld {
  readonly service: InviteService
  readonly mount: HandlerOptions & { readonly prefix: string }
  /** Ends what was said to the test beside an answer. */
  settled(): Promise<void>
}

const worlds = new Map<string, RemoteWorld & { meet(setting: Setting): void }>()

/** What a runtime has itself, because it cannot ask the test for it. */
export type Own = Partial<Pick<InviteOptions, 'passwordHasher'>>

/** The world that a request is for. */
export function worldOf({ headers }: { readonly headers: Headers }, own: Own = {}): RemoteWorld {
  const setting: Setting = JSON.parse(decodeURIComponent(headers.get(WORLD) ?? ''))
  const world = worlds.get(setting.id) ?? open(setting, own)
  worlds.set(setting.id, world)
  world.meet(setting)
  return world
}

function open({ url, id, ...given }: Setting, own: Own): RemoteWorld & { meet(setting: Setting): void } {
  let now = 0
  let address: string | null = null
  const pending: Promise<unknown>[] = []
  const call =
    (name: string) =>
    (...args: readonly unknown[]) =>
      ask(`${url}/${id}/${name}`, args)
  const service = { ...(unpacked(given.service, call) as InviteOptions), ...own, clock: { now: () => now } }
  const { onError: report, clientAddress, ...mount } = unpacked(given.mount, call) as RemoteWorld['mount']
  const contract = unpacked(given.contract, call) as MadeContract | null
  const onError = (error: unknown) => {
    pending.push(Promise.resolve(report?.(String(error instanceof Error ? error.message : error))))
  }
  return {
    service: createInviteService(service),
    mount: {
      ...mount,
      onError,
      ...(clientAddress && { clientAddress: () => address }),
      ...(contract && { routes: [...contractOf(contract.name, contract.options as never), ...routes] }),
    },
    settled: async () => {
      await Promise.all(pending.splice(0))
    },
    meet: (setting) => {
      now = setting.now
      address = setting.address
    },
  }
}

async function ask(url: string, args: readonly unknown[]): Promise<unknown> {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(args), cache: 'no-store' })
  const ending = (await response.json()) as Ending
  if ('refusal' in ending) throw new InviteError(ending.refusal.code as Code, ending.refusal.params)
  if ('error' in ending) throw new Error(ending.error)
  return ending.value
}

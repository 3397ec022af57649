import { afterEach } from 'vitest'
import { type HandlerOptions, routes } from '../../../src/http.ts'
import {
  createInviteService,
  type InviteOptions,
  type InviteService,
  type Mail,
  type Storage,
} from '../../../src/index.ts'
import { plainHasher, type TestClock, testClock } from '../../support/service.ts'
import type { Mount, Mounted, MountedService } from './mounts.ts'

export interface SentToContract {
  readonly json?: unknown
  readonly form?: Readonly<Record<string, string>>
  /** Sent as it is. */
  readonly raw?: BodyInit
  readonly headers?: Readonly<Record<string, string>>
  /** An access token. */
  readonly as?: string | undefined
  readonly cookie?: string
}

export interface ContractAnswer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  // The bodies are the contract's, not ours.
  readonly body: Readonly<Record<string, unknown>>
}

export interface ContractWorld<F extends string, R extends string> {
  readonly service: InviteService<F, R>
  readonly clock: TestClock
  /** Drains, and gives the mails that went out. */
  mailed(): Promise<readonly Mail[]>
  call(method: string, path: string, sent?: SentToContract): Promise<ContractAnswer>
}

/** Opens services that speak a host's contract, with the library's own routes behind it. */
export function contractWorlds(mount: Mount) {
  const open: { readonly mounted: Mounted; readonly close: () => Promise<void> }[] = []
  afterEach(async () => {
    for (const { mounted, close } of open.splice(0)) {
      await mounted.close()
      await close()
    }
  })
  return async <F extends string, R extends string>(
    { storage, close }: { readonly storage: Storage; readonly close: () => Promise<void> },
    given: Omit<InviteOptions<F, R>, 'storage'>,
    handler: HandlerOptions & { readonly contract: NonNullable<HandlerOptions['routes']> },
  ): Promise<ContractWorld<F, R>> => {
    const { contract, ...options } = handler
    const clock = testClock()
    const mails: Mail[] = []
    const all: InviteOptions<F, R> = {
      storage,
      clock,
      mailer: async (mail) => void mails.push(mail),
      drain: 'manual',
      passwordHasher: plainHasher(),
      limits: false,
      ...given,
    }
    const service = createInviteService(all)
    const mounted = await mount.open(
      service as unknown as MountedService,
      { ...options, routes: [...contract, ...routes] },
      all as unknown as Parameters<Mount['open']>[2],
    )
    open.push({ mounted, close })
    return {
      service,
      clock,
      mailed: async () => {
        const before = mails.length
        while ((await service.outbox.drain()).more);
        return mails.slice(before)
      },
      call: async (method, path, sent) => {
        const response = await mounted.send(requestOf(`${given.baseUrl}${options.prefix ?? ''}${path}`, method, sent))
        const text = await response.text()
        return { status: response.status, headers: response.headers, text, body: text === '' ? {} : JSON.parse(text) }
      },
    }
  }
}

function requestOf(
  url: string,
  method: string,
  { json, form, raw, headers, as, cookie }: SentToContract = {},
): Request {
  const all = new Headers(headers)
  if (as !== undefined) all.set('authorization', `Bearer ${as}`)
  if (cookie !== undefined) all.set('cookie', cookie)
  if (json !== undefined) all.set('content-type', 'application/json')
  if (form !== undefined) all.set('content-type', 'application/x-www-form-urlencoded')
  const text = json === undefined ? form && new URLSearchParams(form).toString() : JSON.stringify(json)
  const body = raw ?? (text === undefined ? null : new TextEncoder().encode(text))
  if (body instanceof Uint8Array) all.set('content-length', String(body.length))
  return new Request(url, { method, headers: all, body })
}

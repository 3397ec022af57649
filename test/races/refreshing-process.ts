import { openShared } from '../support/engines/open-shared.ts'
import { refusalOf, testService } from '../support/service.ts'
import type { signingKey } from '../support/signing-keys.ts'
import { withoutGuards } from '../support/without-guards.ts'
import { times } from './outcomes.ts'

// A process of its own that refreshes the tokens that it is told, all at once. Run by `refresh.test.ts`.

/** What all processes start with. */
export interface Setting {
  readonly shared: Parameters<typeof openShared>[0]
  readonly keys: { readonly current: ReturnType<typeof signingKey> }
  readonly guards: 'whole' | 'broken'
}

/** Tokens that are presented, each by so many callers, and what time it is. */
export interface Refreshing {
  readonly tokens: readonly string[]
  readonly callers: number
  readonly now: number
}

const { shared, keys, guards }: Setting = JSON.parse(process.argv[2] ?? '')
const { storage } = await openShared(shared)
const { service, clock } = testService(guards === 'broken' ? withoutGuards(storage) : storage, {
  sessions: { jwt: { keys } },
})

/** The next token, or the code of the refusal. */
async function refreshed(token: string): Promise<string> {
  let next: string | null = null
  const code = await refusalOf(
    service.sessions.refresh(token).then(({ refreshToken }) => {
      next = refreshToken
    }),
  )
  return code ?? next ?? 'no token'
}

process.on('message', ({ tokens, callers, now }: Refreshing) => {
  clock.advance(now - clock.now())
  const calls = times(callers, () => tokens.map(refreshed)).flat()
  Promise.all(calls).then(
    (outcomes) => process.send?.(outcomes),
    (error) => process.send?.([String(error)]),
  )
})

process.send?.('ready')

import { describe, expect, it } from 'vitest'
import { routes } from '../../src/http.ts'
import { errors } from '../../src/index.ts'
import type { StoreKind } from '../support/stores.ts'
import { acceptingInvitations } from './cases/accepting-invitations.ts'
import { carrying } from './cases/carrying.ts'
import { creatingInvitations } from './cases/creating-invitations.ts'
import { idempotency } from './cases/idempotency.ts'
import { machines } from './cases/machines.ts'
import { ownSessions } from './cases/own-sessions.ts'
import { passwords } from './cases/passwords.ts'
import { peopleThemselves } from './cases/people-themselves.ts'
import { protocol } from './cases/protocol.ts'
import { sessionsAndAccounts } from './cases/sessions-and-accounts.ts'
import type { Mount } from './support/mounts.ts'
import { type Seen, type SessionKind, worlds } from './support/world.ts'

/** The suite of HTTP: everything that holds however the routes are mounted, and on whatever they are stored. */
export function httpCases(mount: Mount, store: StoreKind, kinds: readonly SessionKind[] = ['opaque', 'jwt']): void {
  describe(`${mount.name} on ${store.name}`, () => {
    const seen: Seen = { codes: new Set(), routes: new Set() }
    describe.each(kinds)('%s sessions', (kind) => {
      const open = worlds(mount, store, seen, kind)
      protocol(open)
      creatingInvitations(open)
      acceptingInvitations(open)
      passwords(open)
      sessionsAndAccounts(open)
      idempotency(open)
      carrying(open)
      ownSessions(open)
      peopleThemselves(open)
      machines(open)
    })

    it('has seen every route and every code', () => {
      expect([...seen.routes].sort()).toEqual(routes.map(({ method, path }) => `${method} ${path}`).sort())
      expect([...seen.codes].sort()).toEqual(Object.keys(errors).sort())
    })
  })
}

import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Store } from '../engines/store.ts'
import type { Subject } from '../subject.ts'
import { type PeerLink, type PeerOwner, peer } from './peer.ts'

/** Opens the peer on a store; null where it cannot be had. */
export type OpenPeer = (
  store: Store,
  options?: { readonly hashing?: boolean },
) => Promise<Subject<PeerOwner, PeerLink> | null>

/** Installs the peer, if it is not there yet. */
export function installPeer(): OpenPeer {
  const folder = fileURLToPath(new URL('.', import.meta.url))
  try {
    if (!existsSync(`${folder}node_modules/better-auth`))
      execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'inherit' })
    return peer
  } catch {
    console.log('The peer could not be installed: it is left out.')
    return async () => null
  }
}

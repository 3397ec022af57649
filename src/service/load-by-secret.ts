import type { Inputs, Plan, Snapshot } from '../ports/storage.ts'
import type { SecretPurpose } from '../tokens/secret.ts'
import type { Context } from './context.ts'

/**
 * One snapshot of a plan that starts from the hash of a secret, in one round trip: under whichever of its hashes the
 * secret is stored. The first where none is.
 */
export async function loadBySecret<P extends Plan>(
  { storage, secrets }: Context,
  plan: P,
  [purpose, secret]: readonly [SecretPurpose, string],
  inputs: Inputs = {},
): Promise<Snapshot<P>> {
  const start = Object.keys(plan).find((name) => plan[name] !== undefined && 'hash' in plan[name].by) ?? ''
  const snapshots = await storage.load(
    plan,
    secrets.possible(purpose, secret).map((hash) => ({ ...inputs, hash })),
  )
  const found = snapshots.find((snapshot) => snapshot[start] !== null) ?? snapshots[0]
  if (found === undefined) throw new TypeError('The storage gave no snapshot')
  return found
}

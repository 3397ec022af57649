import type { TestStore } from '../../support/stores.ts'

/** What a host does with SQL of its own: an account is suspended, and nothing else happens. */
export async function suspendQuietly({ storage }: TestStore, id: string): Promise<void> {
  const commit = `by-hand-${id}`
  const event = {
    id: commit,
    commitId: commit,
    type: 'host.suspended',
    actor: 'system',
    subject: id,
    scope: null,
    data: {},
    idempotencyKey: null,
    idempotencyBody: null,
    at: 0,
  }
  const { outcome } = await storage.commit({
    id: commit,
    guards: [],
    writes: [
      { write: 'update', record: 'account', id, where: {}, set: { status: 'suspended' } },
      { write: 'insert', record: 'event', values: event },
    ],
  })
  if (outcome !== 'committed') throw new TypeError('The account was not suspended')
}

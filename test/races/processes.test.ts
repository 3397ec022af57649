import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Kysely } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { kyselyStorage } from '../../adapters/storage/kysely/index.ts'
import { system } from '../../src/index.ts'
import { type EmptyStore, withRows } from '../support/empty-stores.ts'
import { person, type TestService, testService } from '../support/service.ts'
import { sqliteDialect } from '../support/stores.ts'
import type { Job } from './accepting-process.ts'
import { counted, times } from './outcomes.ts'

const PROCESSES = 4
const CALLERS = 16
const rounds = Number(process.env['INVITEKIT_RACE_ROUNDS'] ?? 10)
const script = fileURLToPath(new URL('./accepting-process.ts', import.meta.url))

describe('several processes on one SQLite file', { timeout: 60_000 + rounds * 5000 }, () => {
  let folder: string
  let file: string
  let db: Kysely<unknown>
  let store: EmptyStore
  let t: TestService
  const running: ChildProcess[] = []

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'invitekit-races-'))
    file = join(folder, 'shared.db')
    db = new Kysely<unknown>({ dialect: sqliteDialect(file) })
    const storage = kyselyStorage(db)
    await storage.migrate()
    store = withRows(storage)
    t = testService(storage)
  })
  afterAll(async () => {
    for (const child of running) child.kill()
    await db.destroy()
    rmSync(folder, { recursive: true })
  })

  const start = (guards: 'whole' | 'broken') =>
    Promise.all(
      times(PROCESSES, async () => {
        // Types are stripped by Node itself: by default, or with this option where it is younger than 22.18.
        const execArgv = process.features.typescript ? [] : ['--experimental-strip-types']
        const child = fork(script, [file, guards], { execArgv, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
        running.push(child)
        await once(child, 'message')
        return child
      }),
    )

  /** All processes do a job at once; how often each outcome came. */
  const meet = async (children: readonly ChildProcess[], job: Omit<Job, 'callers'>) => {
    const answers = children.map(async (child): Promise<string[]> => {
      const [outcomes] = await once(child, 'message')
      return outcomes
    })
    for (const child of children) child.send({ ...job, callers: CALLERS } satisfies Job)
    return counted((await Promise.all(answers)).flat())
  }

  const openLink = async (seats: number) => {
    const { id, token } = await t.service.invitations.create({ seats, role: 'member' }, { actor: system })
    return { id, token: token ?? '' }
  }

  it('accept one link: one winner in every round', async () => {
    const children = await start('whole')
    const owner = await person(t, 'owner@example.com', 'owner')
    for (const round of times(rounds, (n) => n)) {
      const offer = { email: `guest-${round}@example.com`, role: 'member' } as const
      const { id, token } = await t.service.invitations.create(offer, { actor: owner, delivery: 'link' })
      const outcomes = await meet(children, { token: token ?? '', email: null })
      expect(outcomes).toEqual({ done: 1, already_accepted: PROCESSES * CALLERS - 1 })
      expect(await t.service.invitations.get(id, { actor: system })).toMatchObject({ status: 'accepted', used: 1 })
    }
    expect(await store.rows('account')).toHaveLength(rounds + 1)
    expect(await store.rows('membership')).toHaveLength(rounds + 1)
  })

  it('take the seats of an open link: as many as there are', async () => {
    const children = await start('whole')
    for (const round of times(rounds, (n) => n)) {
      const seats = 5 + (round % 40)
      const { id, token } = await openLink(seats)
      const outcomes = await meet(children, { token, email: `{n}-${round}@example.com` })
      expect(outcomes).toEqual({ done: seats, seats_taken: PROCESSES * CALLERS - seats })
      expect(await t.service.invitations.get(id, { actor: system })).toMatchObject({ status: 'exhausted', used: seats })
    }
  })

  it('would be caught on a storage without guards', async () => {
    const { token } = await openLink(5)
    const outcomes = await meet(await start('broken'), { token, email: '{n}@broken.example.com' })
    expect(outcomes['done']).toBeGreaterThan(5)
  })
})

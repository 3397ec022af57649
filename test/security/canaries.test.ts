import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { Kysely } from 'kysely'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { kyselyStorage } from '../../adapters/storage/kysely/index.ts'
import { createPasswordHasher } from '../../src/defaults/password-hasher.ts'
import { InviteError, type Mail, recordKinds, type ServiceEvent, system } from '../../src/index.ts'
import { EVIL_NAME, type History, liveThrough, passwords } from '../http/support/history.ts'
import { plainHandler } from '../http/support/mounts.ts'
import { formsOf } from '../http/support/secrets.ts'
import { openWorld, type World } from '../http/support/world.ts'
import { sqliteDialect, type TestStore } from '../support/stores.ts'

/** What must be nowhere but in the hands of those that it was given to. */
interface Evidence extends History {
  readonly w: World
  readonly folder: string
  readonly mails: readonly Mail[]
  readonly events: readonly ServiceEvent[]
  readonly refusals: readonly InviteError[]
  readonly logged: readonly string[]
  readonly close: () => Promise<void>
}

const methods = ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const

async function gather(): Promise<Evidence> {
  const folder = mkdtempSync(join(tmpdir(), 'invitekit-'))
  const db = new Kysely<unknown>({ dialect: sqliteDialect(join(folder, 'canaries.db')) })
  const storage = kyselyStorage(db)
  await storage.migrate()
  const rows: TestStore['rows'] = async (record) => {
    const { rows: found } = await storage.list({ record, where: {}, with: {}, after: null, limit: 10_000 })
    return found.map(({ row }) => row)
  }
  const close = async () => {
    await db.destroy()
    rmSync(folder, { recursive: true })
  }
  const mails: Mail[] = []
  // Every third mail fails, and its error says all that it knows.
  const mailer = async (mail: Mail) => {
    mails.push(mail)
    if (mails.length % 3 === 0) throw Object.assign(new Error(`550 <${mail.to}> ${mail.url} ${mail.text}`), { mail })
  }
  const logged: string[] = []
  const spies = methods.map((method) =>
    vi.spyOn(console, method).mockImplementation((...said) => void logged.push(inspect(said, { depth: 9 }))),
  )
  const service = { mailer, passwordHasher: createPasswordHasher() }
  const w = await openWorld(plainHandler, { storage, rows, close }, { service })
  const events: ServiceEvent[] = []
  w.service.on('*', (event) => void events.push(event))
  const history = await liveThrough(w, mails)
  const refusals = await refuse(w, history)
  for (const spy of spies) spy.mockRestore()
  return { ...history, w, folder, mails, events, refusals, logged, close }
}

/** Every verb of the service, called with secrets and addresses in all the wrong places. */
async function refuse({ service }: World, { owner, secrets, emails }: History): Promise<readonly InviteError[]> {
  const refusals: InviteError[] = []
  const actor = { type: 'account', id: owner.id } as const
  const attempt = async (call: () => Promise<unknown>) => {
    try {
      await call()
    } catch (error) {
      if (!(error instanceof InviteError)) throw error
      refusals.push(error)
    }
  }
  const oneOfEach = new Map([...secrets].map((secret) => [secret.slice(0, 6), secret])).values()
  for (const canary of [...oneOfEach, ...Object.values(passwords), ...emails.map((email) => `${email} `)]) {
    const bad = {
      token: canary,
      password: canary,
      email: `${canary}@`,
      role: canary,
      scope: `${canary}\0`,
      profile: canary,
    }
    for (const call of [
      () => service.invitations.create(bad as never, { actor, idempotencyKey: `${canary}\0` }),
      () => service.invitations.create({ email: 'a@example.com', role: canary as never }, { actor }),
      () => service.invitations.accept(bad as never),
      () => service.invitations.accept({ token: canary, password: 'x' }),
      () => service.invitations.preview({ token: canary }),
      () => service.invitations.get(canary, { actor }),
      () => service.invitations.revoke(canary, { actor }),
      () => service.invitations.list({ status: canary as never }, { actor }),
      () => service.resets.complete({ token: canary, password: `${canary}\0` }),
      () => service.resets.preview({ token: canary }),
      () => service.resets.request({ email: canary, locale: canary as never }),
      () => service.resets.issue(canary, { actor, delivery: canary as never }),
      () => service.activations.complete({ token: canary, password: canary, profile: canary as never }),
      () => service.sessions.login({ login: canary, password: canary }),
      () => service.sessions.check(`${canary}x`),
      () => service.accounts.create({ email: canary, password: canary, username: canary }, { actor: system }),
      () => service.accounts.get(canary, { actor }),
      () => service.accounts.suspend(canary, { actor }),
      () => service.accounts.updateMembership(canary, canary, { permissions: [canary as never] }, { actor }),
      () => service.invitations.decline({ token: canary }),
      () => service.accounts.signUp({ email: canary, password: canary }),
      () => service.accounts.changeEmail({ email: canary, currentPassword: canary }, { actor }),
      () => service.accounts.confirmEmail({ token: canary }),
      () => service.sessions.revoke(canary, { actor }),
      () => service.sessions.list({ accountId: canary }, { actor }),
      () => service.accounts.changePassword({ currentPassword: canary, newPassword: canary }, { actor }),
    ])
      await attempt(call)
  }
  return refusals
}

let evidence: Evidence
beforeAll(async () => {
  evidence = await gather()
})
afterAll(() => evidence?.close())

/** Which of the needles are in a haystack; by name, so that no failure prints one in full. */
const found = (haystack: string | Buffer, needles: Iterable<string>): string[] => {
  const bytes = typeof haystack === 'string' ? Buffer.from(haystack) : haystack
  return [...needles].filter((needle) => formsOf(needle).some((form) => bytes.includes(form)))
}

const typed = Object.values(passwords)

describe('canaries', () => {
  it('there is something to find: secrets of every purpose, and every flow', () => {
    const { secrets, mails, events } = evidence
    const purposes = new Set([...secrets].map((secret) => secret.slice(0, 6)))
    expect(purposes).toEqual(new Set(['ik_inv', 'ik_act', 'ik_rst', 'ik_ses']))
    expect(secrets.size).toBeGreaterThan(20)
    expect(new Set(mails.map(({ kind }) => kind))).toEqual(
      new Set(['invitation', 'activation', 'reset', 'password_changed']),
    )
    expect(new Set(events.map(({ type }) => type)).size).toBeGreaterThan(15)
    expect(found(`x${Buffer.from([...secrets][0] ?? '').toString('base64')}y`, secrets)).toHaveLength(1)
  })

  it('F5: the database file and its log hold no secret and no password', () => {
    const files = readdirSync(evidence.folder)
    expect(files).toContain('canaries.db-wal')
    for (const file of files) {
      const bytes = readFileSync(join(evidence.folder, file))
      if (file.endsWith('-shm')) continue
      expect(found(bytes, evidence.secrets), file).toEqual([])
      expect(found(bytes, typed), file).toEqual([])
    }
    const whole = Buffer.concat(files.map((file) => readFileSync(join(evidence.folder, file))))
    expect(whole.includes('ada@example.com')).toBe(true)
    expect(whole.includes('canary key 88')).toBe(false)
  })

  it('no row holds a secret or a password, the outbox no link', async () => {
    for (const kind of recordKinds) {
      const text = JSON.stringify(await evidence.w.store.rows(kind))
      expect(found(text, evidence.secrets), kind).toEqual([])
      expect(found(text, typed), kind).toEqual([])
    }
    const messages = await evidence.w.store.rows('message')
    expect(messages.some(({ failure }) => failure !== null)).toBe(true)
    expect(JSON.stringify(messages)).not.toMatch(/#|https?:|550 <|Error: /)
  })

  it('no event and no listener hears of a secret, a password, a hash or an address', async () => {
    const { events, w, secrets, emails } = evidence
    const hashes = await storedHashes(w.store)
    const heard = inspect(events, { depth: 9, maxArrayLength: null, maxStringLength: null })
    const rows = JSON.stringify(
      (await w.store.rows('event')).map(({ idempotencyKey: _, idempotencyBody: __, ...row }) => row),
    )
    for (const text of [heard, JSON.stringify(events), rows]) {
      expect(found(text, secrets)).toEqual([])
      expect(found(text, typed)).toEqual([])
      expect(found(text, emails)).toEqual([])
      expect(hashes.filter((hash) => text.includes(hash))).toEqual([])
      expect(text).not.toContain('onerror')
    }
  })

  it('no refusal holds a secret, a password, a hash or a whole address', async () => {
    const { refusals, w, secrets, emails } = evidence
    expect(refusals.length).toBeGreaterThan(200)
    const hashes = await storedHashes(w.store)
    const texts = new Set(
      refusals.flatMap((error) => [
        `${error.message} ${error.stack} ${String(error)}`,
        JSON.stringify({ ...error, params: error.params }),
        inspect(error, { depth: 9, showHidden: true }),
      ]),
    )
    const text = [...texts].join('\n')
    expect(found(text, secrets)).toEqual([])
    expect(found(text, typed)).toEqual([])
    expect(found(text, emails)).toEqual([])
    expect(hashes.filter((hash) => text.includes(hash))).toEqual([])
  })

  it('no answer that is an error holds one either, and no answer holds a hash', async () => {
    const { answers, w, secrets, emails } = evidence
    const hashes = await storedHashes(w.store)
    const refused = answers.filter(({ status }) => status >= 400)
    expect(refused.length).toBeGreaterThanOrEqual(3)
    const text = refused.map((answer) => answer.text + JSON.stringify([...answer.headers])).join('\n')
    expect(found(text, [...secrets, ...typed, ...emails])).toEqual([])
    const all = answers.map((answer) => answer.text).join('\n')
    expect(found(all, typed)).toEqual([])
    expect(hashes.filter((hash) => all.includes(hash))).toEqual([])
    expect(w.problems).toEqual([])
  })

  it('a secret is answered once, to who made it, and never shown again', () => {
    const times = new Map<string, number>()
    for (const { text } of evidence.answers)
      for (const secret of evidence.secrets) if (text.includes(secret)) times.set(secret, (times.get(secret) ?? 0) + 1)
    // A link is in its answer as `token` and in `url`, but in one answer.
    expect([...times.values()].filter((count) => count > 1)).toEqual([])
  })

  it('nothing is logged at all', () => {
    expect(evidence.logged).toEqual([])
  })

  it('F19: a name stays a name: escaped in HTML, on one line in a subject', () => {
    const invitations = evidence.mails.filter(({ kind }) => kind === 'invitation')
    expect(invitations.some(({ text }) => text.includes('onerror'))).toBe(true)
    for (const { to, subject, text, html } of evidence.mails) {
      expect(subject).not.toMatch(/[\r\n\u2028\u2029\0]/)
      expect(text).not.toMatch(/^Bcc:/im)
      expect(html).not.toMatch(/<img|<script|"'&[^aqlg#]/)
      expect(html.replace(/<(!doctype|\/?(html|meta|title|body|p|a|small))\b[^<>]*>/g, '')).not.toMatch(/[<>]/)
      expect(to).toMatch(/^[\w.]+@example\.com$/)
    }
  })

  it('a place with an evil name does no more', async () => {
    const { subject, html } = await invitationTo(evidence.w, EVIL_NAME + 'x'.repeat(300))
    expect(subject).toMatch(/^You are invited to <img[^\r\n\u2028]{90,}$/)
    expect(subject.length).toBeLessThan(150)
    expect(html).not.toMatch(/<img|<script/)
  })

  it('a long name is cut between characters', async () => {
    const { subject, text, html } = await invitationTo(evidence.w, `${'x'.repeat(99)}😀${'y'.repeat(99)}`)
    for (const part of [subject, text, html]) expect(part.isWellFormed()).toBe(true)
  })
})

/** The mail of an invitation to a place. */
async function invitationTo({ store }: World, name: string): Promise<Mail> {
  const w = await openWorld(plainHandler, store, { service: { describeScope: () => ({ name }) } })
  const email = `place${name.length}@example.com`
  await w.service.invitations.create({ email, role: 'member', scope: 'garage' }, { actor: system })
  const mail = (await w.drained()).find(({ to }) => to === email)
  if (mail === undefined) throw new TypeError('Nothing was mailed')
  return mail
}

async function storedHashes({ rows }: TestStore): Promise<readonly string[]> {
  const hashes = [
    ...(await rows('session')).map(({ hash }) => hash),
    ...(await rows('challenge')).map(({ hash }) => hash),
    ...(await rows('account')).flatMap(({ passwordHash }) => passwordHash ?? []),
    ...(await rows('event')).flatMap(({ idempotencyKey, idempotencyBody }) => [idempotencyKey, idempotencyBody]),
  ].filter((hash) => hash !== null)
  expect(hashes.length).toBeGreaterThan(20)
  return hashes
}

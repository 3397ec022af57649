import { beforeEach, describe, expect, it } from 'vitest'
import { digest, hashSecret, isSecret } from '../../src/tokens/secret.ts'
import { countingStorage } from '../http/support/counting-storage.ts'
import { type History, liveThrough } from '../http/support/history.ts'
import { plainHandler } from '../http/support/mounts.ts'
import { type Answer, otherPassword, type Sent, textOf, type World, wholeStore, worlds } from '../http/support/world.ts'
import { dump, stores } from '../support/stores.ts'

/** Every door that opens to a secret, and the purpose of that secret. */
const doors = [
  { path: '/invitations/preview', purpose: 'invitation' },
  { path: '/invitations/accept', purpose: 'invitation' },
  { path: '/activations/preview', purpose: 'activation' },
  { path: '/activations/complete', purpose: 'activation' },
  { path: '/password/reset/preview', purpose: 'reset' },
  { path: '/password/reset', purpose: 'reset' },
] as const
type Purpose = (typeof doors)[number]['purpose'] | 'session'

/** Whether a value reaches the server as it is: HTTP cuts white space around it. */
const isHeader = (value: string): boolean => /^[\t\x20-\x7e\x80-\xff]+$/.test(value) && value.trim() === value

describe.each(stores)('what a thief of the database has, on $name', (kind) => {
  const open = worlds(plainHandler, kind)
  const counting = countingStorage()
  let w: World
  let history: History
  let live: { readonly [purpose in Purpose]: string }
  let before: string

  beforeEach(async () => {
    w = await open({ storage: counting.wrap })
    history = await liveThrough(w, w.mails)
    const link = async (path: string, body: object) => textOf(await w.post(path, body, history.owner), 'token')
    const accounts = await w.store.rows('account')
    const idOf = (email: string) => accounts.find((account) => account.email === email)?.id
    live = {
      invitation: await link('/invitations', { seats: 2, role: 'member' }),
      activation: await link('/activations', { accountId: idOf('wait@example.com'), delivery: 'link' }),
      reset: await link('/password/resets', { accountId: idOf('ada@example.com'), delivery: 'link' }),
      session: history.owner.token,
    }
    before = await wholeStore(w.store)
  })

  const enter = (path: string, token: string): Promise<Answer> =>
    w.post(path, path.endsWith('preview') ? { token } : { token, password: otherPassword })
  const bearer = (value: string): Sent => ({ headers: { authorization: `Bearer ${value}` } })
  const cookie = (value: string): Sent => ({ headers: { cookie: `__Host-ik=${value}` } })
  const refusedWith = (status: number, what: string) => (answer: Answer) => {
    expect(answer.status, `${what} → ${answer.text}`).toBe(status)
    expect(answer.headers.get('set-cookie')).toBeNull()
  }
  /** Every door, with one value: all stay shut, and nobody so much as looks. */
  const shut = async (value: string, except: Purpose | null = null) => {
    counting.taken()
    for (const { path, purpose } of doors)
      if (purpose !== except) {
        const answer = await enter(path, value)
        // A value that is too long for a secret is no secret by its form.
        refusedWith(value.length > 500 ? 400 : 404, `${path} ${value}`)(answer)
      }
    if (except !== 'session' && isHeader(value))
      for (const sent of [bearer(value), cookie(value)]) {
        refusedWith(401, value)(await w.call('GET', '/session', sent))
        refusedWith(401, value)(await w.call('POST', '/invitations', { ...sent, body: {} }))
      }
    expect(counting.taken(), value).toEqual([])
  }

  it('opens no door: not as a token, nor as a session', async () => {
    const values = await dump(w.store)
    expect(values.length).toBeGreaterThan(150)
    expect(values.filter(isHeader).length).toBeGreaterThan(140)
    for (const value of values) await shut(value)
    expect(await wholeStore(w.store)).toBe(before)
  })

  it('is nobody’s password', async () => {
    const emails = (await w.store.rows('account')).map(({ email }) => email)
    for (const value of await dump(w.store))
      for (const email of [...emails, 'ada'])
        if (!value.includes('\0'))
          expect((await w.post('/login', { email, password: value })).code, value).toBe('login_failed')
    for (const value of await dump(w.store)) {
      const body = { currentPassword: value, newPassword: otherPassword }
      expect((await w.post('/password/change', body, history.owner)).code, value).toBe('wrong_password')
    }
    expect(await wholeStore(w.store)).toBe(before)
  })

  it('repeats no call: not as an idempotency key', async () => {
    const keyed = { email: 'keyed@example.com', role: 'member', delivery: 'both' }
    const used = [...history.secrets].filter((secret) => isSecret('invitation', secret))
    for (const value of (await dump(w.store)).filter((one) => isHeader(one))) {
      const headers = { 'idempotency-key': value }
      refusedWith(401, value)(await w.call('POST', '/invitations', { body: keyed, headers }))
      const again = await w.call('POST', '/invitations', { body: keyed, headers, as: history.owner })
      expect(again.code, value).toBe(value.length > 200 ? 'invalid_input' : 'already_invited')
      const body = { token: used[0], password: otherPassword }
      const accepted = await w.call('POST', '/invitations/accept', { body, headers })
      expect(accepted.status, value).toBeGreaterThanOrEqual(400)
    }
    expect(await wholeStore(w.store)).toBe(before)
  })

  it('a secret of one purpose opens no other door', async () => {
    for (const [purpose, secret] of Object.entries(live) as [Purpose, string][]) await shut(secret, purpose)
    for (const secret of history.secrets) {
      const purpose = (['invitation', 'activation', 'reset', 'session'] as const).find((one) => isSecret(one, secret))
      expect(purpose).toBeDefined()
      await shut(secret, purpose)
    }
    expect(await wholeStore(w.store)).toBe(before)
  })

  it('a secret in another wrapping opens none either, though its form is right', async () => {
    for (const secret of Object.values(live)) {
      for (const tag of ['ik_inv_', 'ik_act_', 'ik_rst_', 'ik_eml_', 'ik_ses_', 'ik_ref_']) {
        const head = tag + secret.slice(tag.length, -8)
        const wrapped = head + digest(head).slice(0, 8)
        if (wrapped === secret) continue
        for (const { path } of doors) refusedWith(404, path)(await enter(path, wrapped))
        refusedWith(401, tag)(await w.call('GET', '/session', bearer(wrapped)))
      }
    }
    const { session } = live
    const hash = hashSecret('session', session)
    expect((await w.store.rows('session')).map((row) => row.hash)).toContain(hash)
    refusedWith(401, hash)(await w.call('GET', '/session', bearer(hash)))
    expect(await wholeStore(w.store)).toBe(before)
  })

  it('F16: a secret that was cut, lengthened, changed in case or packed again is refused without a query', async () => {
    for (const secret of Object.values(live)) for (const changed of disfigured(secret)) await shut(changed)
    // And as it was, each still opens its own.
    for (const { path, purpose } of doors.filter((door) => door.path.endsWith('preview')))
      expect((await enter(path, live[purpose])).status).toBe(200)
    expect((await w.call('GET', '/session', bearer(live.session))).status).toBe(200)
    expect(await wholeStore(w.store)).toBe(before)
  })
})

const swapCase = (letter: string): string =>
  letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase()

function disfigured(secret: string): readonly string[] {
  const body = secret.slice(7, -8)
  const oneCase = body.replace(/[a-z]/i, swapCase)
  const last = secret.at(-1) === '0' ? '1' : '0'
  return [
    ...[1, 2, 8, 9, 51].flatMap((count) => [secret.slice(0, -count), secret.slice(count)]),
    secret.slice(0, 7),
    body,
    `${secret}0`,
    `0${secret}`,
    `${secret}=`,
    `${secret}${secret}`,
    `${secret} `,
    `\t${secret}`,
    `${secret}\0`,
    `${secret}\n`,
    secret.toUpperCase(),
    secret.toLowerCase(),
    secret.replace(/[a-z]/gi, swapCase),
    secret.slice(0, 7) + oneCase + secret.slice(-8),
    secret.slice(0, -8) + secret.slice(-8).toUpperCase(),
    secret.slice(0, -1) + last,
    [...secret].reverse().join(''),
    btoa(secret),
    Buffer.from(secret).toString('hex'),
    Buffer.from(body, 'base64url').toString('hex'),
    encodeURIComponent(`${secret}/`),
    `%69${secret.slice(1)}`,
    secret.replace(/[a-z]/, (letter) => String.fromCodePoint((letter.codePointAt(0) ?? 0) + 0xfee0)),
    `"${secret}"`,
    `${secret},${secret}`,
    secret.replaceAll('_', '-'),
    secret.replaceAll('-', '+').replaceAll('_', '/'),
  ].filter((changed) => changed !== secret && changed !== '')
}

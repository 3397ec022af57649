import { type Mail, system } from '../../../src/index.ts'
import { tokenIn } from '../../support/service.ts'
import { secretsIn } from './secrets.ts'
import { type Answer, type Caller, type Sent, textOf, type World } from './world.ts'

export const passwords = {
  owner: 'Owner’s canary sentence 11',
  admin: 'canary lanterns of the admin 22',
  ada: 'Ada’s naïve canary bicycle 33',
  adaReset: 'canary after the reset 44',
  adaChanged: 'canary after the change 55',
  bob: 'bob flies a canary kite 66',
  wrong: 'a canary that was never right 77',
} as const

/** A name as an attacker would choose it. */
export const EVIL_NAME = '<img src=x onerror=alert(1)>\r\nBcc: thief@evil.example\u2028<script>"\'&'

export interface History {
  readonly owner: Caller
  /** Every secret that was ever handed out, by an answer or by a mail. */
  readonly secrets: ReadonlySet<string>
  /** Everything that the routes answered. */
  readonly answers: readonly Answer[]
  /** Every e-mail address that took part. */
  readonly emails: readonly string[]
}

/** A rich history: every flow at least once, with links that live, and links that died of every cause. `mails` is what the mailer gets. */
export async function liveThrough(w: World, mails: readonly Mail[]): Promise<History> {
  const answers: Answer[] = []
  const call = async (method: string, path: string, sent: Sent = {}): Promise<Answer> => {
    const answer = await w.call(method, path, sent)
    answers.push(answer)
    return answer
  }
  const post = (path: string, body?: object, as?: Caller) =>
    call('POST', path, body === undefined ? { as } : { body, as })
  const login = async (email: string, password: string): Promise<Caller> => {
    const answer = await post('/login', { email, password })
    return { id: textOf(answer, 'account', 'id'), email, token: textOf(answer, 'accessToken'), refreshToken: null }
  }
  const mailed = async (kind: Mail['kind']) => {
    await w.drained()
    return tokenIn(mails.findLast((mail) => mail.kind === kind))
  }
  const make = (email: string, role: 'owner' | 'admin', password: string) =>
    w.service.accounts.create({ email, role, password, profile: { name: EVIL_NAME } }, { actor: system })

  await make('owner@example.com', 'owner', passwords.owner)
  await make('admin@example.com', 'admin', passwords.admin)
  const owner = await login('owner@example.com', passwords.owner)
  const admin = await login('admin@example.com', passwords.admin)

  // Invited by mail, accepted, forgotten, reset, changed; one link of each kind is left over.
  await post('/invitations', { email: 'ada@example.com', role: 'member', metadata: { note: 'hello' } }, admin)
  const invitation = await mailed('invitation')
  await post('/invitations/preview', { token: invitation })
  const profile = { name: EVIL_NAME }
  await post('/invitations/accept', { token: invitation, password: passwords.ada, username: 'ada', profile })
  await post('/invitations/accept', { token: invitation, password: passwords.wrong })
  await post('/login', { email: 'ada@example.com', password: passwords.wrong })
  await post('/password/forgot', { email: 'ada@example.com' })
  const reset = await mailed('reset')
  await post('/password/reset/preview', { token: reset })
  await post('/password/reset', { token: reset, password: passwords.adaReset })
  const ada = await login('ada', passwords.adaReset)
  await post('/password/change', { currentPassword: passwords.wrong, newPassword: passwords.adaChanged }, ada)
  await post('/password/change', { currentPassword: passwords.adaReset, newPassword: passwords.adaChanged }, ada)
  await post('/password/forgot', { email: 'nobody@example.com' })
  await post('/password/forgot', { email: 'ada@example.com' })
  await post('/password/resets', { accountId: ada.id, delivery: 'both' }, owner)
  await w.drained()

  // Links that are handed over: open, resent, revoked, full, repeated.
  const invite = (body: object) => post('/invitations', { role: 'member', delivery: 'link', ...body }, owner)
  const resent = textOf(await invite({ email: 'resent@example.com' }), 'id')
  await post(`/invitations/${resent}/resend`, { delivery: 'both' }, owner)
  const revoked = textOf(await invite({ email: 'revoked@example.com' }), 'id')
  await post(`/invitations/${revoked}/revoke`, undefined, owner)
  const open = textOf(await invite({ seats: 2 }), 'token')
  await post('/invitations/accept', { token: open, email: 'bob@example.com', password: passwords.bob, session: false })
  const keyed = {
    as: owner,
    body: { email: 'keyed@example.com', role: 'member', delivery: 'both' },
    headers: { 'idempotency-key': 'canary key 88' },
  }
  await call('POST', '/invitations', keyed)
  await call('POST', '/invitations', keyed)
  await post('/invitations/bulk', { rows: [{ email: 'bulk@example.com', role: 'member' }], delivery: 'both' }, owner)

  // An account that waits for its activation, one that is suspended, one session that ended.
  const waiting = await w.service.accounts.create({ email: 'wait@example.com', role: 'member' }, { actor: system })
  await post('/activations', { accountId: waiting.id, delivery: 'both' }, owner)
  const bob = await login('bob@example.com', passwords.bob)
  await call('PATCH', `/accounts/${bob.id}/memberships/*`, { as: owner, body: { role: 'admin' } })
  await post(`/accounts/${bob.id}/suspend`, undefined, owner)
  await post('/logout', undefined, admin)
  await w.drained()
  for (const path of ['/session', '/accounts', '/invitations', '/events']) await call('GET', path, { as: owner })

  const names = ['owner', 'admin', 'ada', 'nobody', 'resent', 'revoked', 'bob', 'keyed', 'bulk', 'wait']
  const said = [
    ...answers.map(({ text, headers }) => text + headers.get('set-cookie')),
    ...mails.map((mail) => mail.text),
  ]
  return {
    owner,
    secrets: new Set(said.flatMap(secretsIn)),
    answers,
    emails: names.map((name) => `${name}@example.com`),
  }
}

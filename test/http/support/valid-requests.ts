import { system } from '../../../src/index.ts'
import { tokenIn } from '../../support/service.ts'
import { type Caller, otherPassword, password, type World } from './world.ts'

/** What a field takes: from this follows what it refuses. */
export type FieldType =
  | 'email'
  | 'login'
  | 'token'
  | 'renewal'
  | 'password'
  | 'text'
  | 'scope'
  | 'username'
  | 'json'
  | 'texts'
  | 'rows'
  | 'choice'
  | 'switch'
  | 'number'
  | 'duration'

export interface FieldOf {
  readonly type: FieldType
  readonly required?: true
  readonly nullable?: true
}

/** A request that would succeed, and what its fields are. */
export interface ValidRequest {
  readonly method: string
  readonly path: string
  readonly as?: Caller
  readonly body: Readonly<Record<string, unknown>>
  readonly fields: Readonly<Record<string, FieldOf>>
}

const text = { type: 'text', nullable: true } as const
const locale = { type: 'choice', nullable: true } as const
const delivery = { type: 'choice' } as const
const required = <T extends FieldType>(type: T) => ({ type, required: true }) as const

/** One valid request for each route that takes a body, on people and links of their own. */
export async function validRequests(w: World): Promise<readonly ValidRequest[]> {
  const owner = await w.person('owner')
  const member = await w.person('member')
  const { service } = w
  const by = { actor: system, delivery: 'link' } as const
  const invitation = await service.invitations.create({ seats: 5, role: 'member' }, by)
  const newcomer = await service.accounts.create({ email: 'new@example.com', role: 'member' }, { actor: system })
  const activation = await service.activations.issue(newcomer.id, by)
  const waiting = await service.accounts.create({ email: 'wait@example.com', role: 'member' }, { actor: system })
  const reset = await service.resets.issue(member.id, by)
  const declined = await service.invitations.create({ email: 'no@example.com', role: 'member' }, by)
  const [shown] = (await service.sessions.list({ accountId: member.id }, by)).items
  const post = (path: string, body: object, fields: ValidRequest['fields'], as?: Caller): ValidRequest => ({
    method: 'POST',
    path,
    body: { ...body },
    fields,
    ...(as ? { as } : {}),
  })
  const tokenOnly = { token: required('token') }
  const bare = (method: string, path: string, as: Caller) => ({ ...post(path, {}, {}, as), method })
  return [
    post(
      '/invitations',
      { email: 'ada@example.com', role: 'member', locale: 'fr', delivery: 'both', profile: {}, metadata: { a: [1] } },
      {
        email: { type: 'email', required: true, nullable: true },
        role: { ...text, required: true },
        seats: { type: 'number' },
        domains: { type: 'texts' },
        scope: { type: 'scope' },
        permissions: { type: 'texts' },
        metadata: { type: 'json' },
        profile: { type: 'json' },
        locale,
        expiresIn: { type: 'duration' },
        delivery,
      },
      owner,
    ),
    post(
      '/invitations/bulk',
      { rows: [{ email: 'bob@example.com', role: 'member' }], delivery: 'mail', dryRun: false },
      { rows: required('rows'), delivery, dryRun: { type: 'switch' } },
      owner,
    ),
    post(
      `/invitations/${invitation.id}/resend`,
      { delivery: 'link', mode: 'append', expiresIn: { days: 2 } },
      { delivery, mode: { type: 'choice' }, expiresIn: { type: 'duration' } },
      owner,
    ),
    post('/invitations/preview', { token: invitation.token }, tokenOnly),
    post('/invitations/decline', { token: declined.token }, tokenOnly),
    post(
      '/invitations/accept',
      { token: invitation.token, email: 'eve@example.com', password, username: 'eve', profile: { name: 'Eve' } },
      {
        ...tokenOnly,
        email: { type: 'email', required: true, nullable: true },
        username: { type: 'username', nullable: true },
        password: required('password'),
        profile: { type: 'json' },
        locale,
        session: { type: 'switch' },
      },
    ),
    post('/password/forgot', { email: member.email, locale: 'en' }, { email: required('email'), locale }),
    post(
      '/password/resets',
      { accountId: member.id, delivery: 'mail' },
      { accountId: required('text'), delivery },
      owner,
    ),
    post('/password/reset/preview', { token: reset.token }, tokenOnly),
    post(
      '/password/reset',
      { token: reset.token, password: otherPassword },
      { ...tokenOnly, password: required('password') },
    ),
    post(
      '/password/change',
      { currentPassword: password, newPassword: otherPassword },
      { currentPassword: required('password'), newPassword: required('password') },
      owner,
    ),
    post('/activations', { accountId: waiting.id }, { accountId: required('text'), delivery }, owner),
    post('/activations/preview', { token: activation.token }, tokenOnly),
    post(
      '/activations/complete',
      { token: activation.token, password, profile: { name: 'New' } },
      { ...tokenOnly, password: required('password'), profile: { type: 'json' }, session: { type: 'switch' } },
    ),
    post('/login', { email: member.email, password }, { email: required('login'), password: required('password') }),
    post('/token/refresh', { refreshToken: member.refreshToken }, { refreshToken: { type: 'renewal' } }),
    post(
      '/signup',
      { email: 'zoe@example.com', password, username: 'zoe', profile: {}, locale: 'fr', session: false },
      {
        email: required('email'),
        password: required('password'),
        username: { type: 'username', nullable: true },
        profile: { type: 'json' },
        locale,
        session: { type: 'switch' },
      },
    ),
    post(
      '/email/change',
      { email: 'owner2@example.com', currentPassword: password },
      { email: required('email'), currentPassword: required('password') },
      owner,
    ),
    post('/email/confirm', { token: await emailToken(w) }, tokenOnly),
    post('/logout', {}, {}, member),
    post(`/accounts/${member.id}/suspend`, {}, {}, owner),
    post(`/accounts/${member.id}/reactivate`, {}, {}, owner),
    post(`/invitations/${invitation.id}/revoke`, {}, {}, owner),
    {
      ...post(
        '',
        { role: 'admin', permissions: ['pages.write'] },
        { role: text, permissions: { type: 'texts' } },
        owner,
      ),
      method: 'PATCH',
      path: `/accounts/${member.id}/memberships/*`,
    },
    bare('DELETE', `/accounts/${member.id}/memberships/*`, owner),
    bare('DELETE', `/sessions/${shown?.id}`, owner),
    bare('DELETE', '/sessions', owner),
  ]
}

/** The secret that was mailed to the new address of somebody who moves. */
async function emailToken({ service, drained }: World): Promise<string> {
  const { id } = await service.accounts.create({ email: 'mover@example.com', password }, { actor: system })
  const input = { email: 'moved@example.com', currentPassword: password }
  await service.accounts.changeEmail(input, { actor: { type: 'account', id } })
  return tokenIn((await drained()).find(({ kind }) => kind === 'email'))
}

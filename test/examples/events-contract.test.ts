import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { PASSWORD } from './events-flows.ts'
import { type Answer, type EventsWorld, engines, openEvents, type Rows, utc } from './events-world.ts'
import { until } from './support/example-app.ts'

const [NORTH, ARTS] = ['festival-du-nord', 'salon-des-arts']
const person = { firstName: 'Ada', lastName: 'Lovelace', password: PASSWORD, passwordConfirmation: PASSWORD }

describe.each(engines)('the contract of events on $name', ({ create }) => {
  let w: EventsWorld
  beforeAll(async () => {
    w = await openEvents(create)
  })
  afterAll(() => w?.close())
  beforeEach(() => w.next())

  describe('who may invite', () => {
    const staff = ['EVENT_MANAGER', 'CHECKIN_STAFF', 'PARTNER', 'READONLY']
    const below = ['ORG_ADMIN', 'ORG_MANAGER', ...staff]

    it('SUPER_ADMIN: the six roles below its own, in any organisation', async () => {
      for (const [n, role] of below.entries()) {
        const orgId = n % 2 === 0 ? NORTH : ARTS
        expect(await w.invite({ email: w.address(`x${n}`), role, orgId })).toMatchObject({
          status: 201,
          body: { role, orgId },
        })
      }
      expect((await w.invite({ role: 'SUPER_ADMIN', orgId: NORTH })).status).toBe(403)
    })

    it('ORG_ADMIN: from ORG_ADMIN down, in its own organisation only', async () => {
      const { session } = await w.member('ORG_ADMIN')
      for (const [n, role] of below.entries())
        expect((await w.invite({ email: w.address(`x${n}`), role }, session)).status).toBe(201)
      expect((await w.invite({ role: 'SUPER_ADMIN' }, session)).status).toBe(403)
      expect((await w.invite({ role: 'READONLY', orgId: ARTS }, session)).status).toBe(403)
    })

    it('ORG_MANAGER: roles lower than its own, in its own organisation only', async () => {
      const { session } = await w.member('ORG_MANAGER')
      for (const [n, role] of staff.entries())
        expect((await w.invite({ email: w.address(`x${n}`), role }, session)).status).toBe(201)
      for (const role of ['ORG_MANAGER', 'ORG_ADMIN']) expect((await w.invite({ role }, session)).status).toBe(403)
      expect((await w.invite({ role: 'READONLY', orgId: ARTS }, session)).status).toBe(403)
    })

    it.each(staff)('%s: nobody', async (role) => {
      const { session } = await w.member(role)
      expect((await w.invite({ role: 'READONLY' }, session)).status).toBe(403)
    })
  })

  describe('POST /api/invitations', () => {
    it('201: the invitation and its link; the mail goes out with the link and the expiry', async () => {
      const made = await w.invite({ email: `  ADA${w.serial()}@Example.com`, role: 'PARTNER', orgId: NORTH })
      expect(made.status).toBe(201)
      expect(made.body).toEqual({
        id: expect.any(String),
        email: w.address(),
        role: 'PARTNER',
        orgId: NORTH,
        status: 'pending',
        expiresAt: expect.any(String),
        url: expect.stringMatching(new RegExp(`^${w.app.url}/signup/ik_inv_`)),
      })
      const days = (new Date(String(made.body['expiresAt'])).getTime() - Date.now()) / 86_400_000
      expect(days).toBeGreaterThan(6.99)
      expect(days).toBeLessThan(7.01)
      const mail = await w.app.mailTo(w.address())
      expect(mail.url).toMatch(new RegExp(`^${w.app.url}/signup/ik_inv_`))
      expect(mail.text).toMatch(/Festival du Nord[\s\S]*works once, until/)
    })

    it('makes the user in the same commit: inactive, incomplete, with role and organisation, tied to the invitation', async () => {
      const made = await w.invite({ role: 'PARTNER', orgId: NORTH })
      const row = await w.user(w.address())
      expect(row).toMatchObject({
        role_id: 'PARTNER',
        org_id: NORTH,
        invitation_id: made.body['id'],
        password_hash: null,
      })
      expect([Boolean(row['is_active']), Boolean(row['profile_completed'])]).toEqual([false, false])
      expect(await w.invitation(made.body['id'])).toMatchObject({ status: 'pending', accepted_at: null })
    })

    it('takes the organisation from the inviter, unless SUPER_ADMIN, who chooses', async () => {
      const { session } = await w.member('ORG_ADMIN', ARTS)
      expect((await w.invite({ role: 'READONLY' }, session)).body['orgId']).toBe(ARTS)
      expect(w.fields(await w.invite({ email: w.address('x'), role: 'READONLY' }))).toEqual(['orgId'])
    })

    it('400: unknown role, bad e-mail, unknown organisation, what is missing or too much', async () => {
      const bad = async (json: object) => {
        const answer = await w.invite(json)
        return [answer.status, ...w.fields(answer)]
      }
      expect(await bad({ role: 'KING', orgId: NORTH })).toEqual([400, 'role'])
      expect(await bad({ email: 'nobody', role: 'PARTNER', orgId: NORTH })).toEqual([400, 'email'])
      expect(await bad({ role: 'PARTNER', orgId: 'nowhere' })).toEqual([400, 'orgId'])
      expect(await bad({ orgId: NORTH })).toEqual([400, 'role'])
      expect(await bad({ email: '', role: 'PARTNER', orgId: NORTH })).toEqual([400, 'email'])
      expect(await bad({ role: 'PARTNER', orgId: NORTH, scope: '*' })).toEqual([400, 'scope'])
    })

    it('eventIds go with EVENT_MANAGER, CHECKIN_STAFF and PARTNER, and with no other role', async () => {
      for (const role of ['EVENT_MANAGER', 'CHECKIN_STAFF', 'PARTNER'])
        expect(
          (await w.invite({ email: w.address(role), role, orgId: NORTH, eventIds: ['gala', 'opening'] })).status,
        ).toBe(201)
      const id = (await w.user(w.address('partner')))['invitation_id']
      const kept = await w.call('GET', `/invitations/${id}`, undefined, w.root)
      expect(kept.body['metadata']).toEqual({ eventIds: ['gala', 'opening'] })
      for (const role of ['ORG_ADMIN', 'ORG_MANAGER', 'READONLY'])
        expect(w.fields(await w.invite({ role, orgId: NORTH, eventIds: ['gala'] }))).toEqual(['eventIds'])
      for (const eventIds of ['gala', [1], ['a b'], {}])
        expect(w.fields(await w.invite({ role: 'PARTNER', orgId: NORTH, eventIds }))).toEqual(['eventIds'])
    })

    it('401 without a session, or with one that is none', async () => {
      expect((await w.call('POST', '/invitations', { email: w.address(), role: 'PARTNER', orgId: NORTH })).status).toBe(
        401,
      )
      expect((await w.invite({ role: 'PARTNER', orgId: NORTH }, 'ik_ses_wrong')).status).toBe(401)
    })

    it('409: e-mail known already, whoever has it, wherever', async () => {
      const admin = await w.member('ORG_ADMIN', ARTS)
      const { email } = await w.member('PARTNER')
      for (const orgId of [NORTH, ARTS]) expect((await w.invite({ email, role: 'READONLY', orgId })).status).toBe(409)
      await w.invite({ role: 'PARTNER', orgId: NORTH })
      for (const orgId of [NORTH, ARTS]) expect((await w.invite({ role: 'READONLY', orgId })).status).toBe(409)
      expect((await w.invite({ email, role: 'READONLY' }, admin.session)).status).toBe(409)
      expect(await w.db.selectFrom('users').select('id').where('email', '=', w.address()).execute()).toHaveLength(1)
    })

    it('does not tell who is known to whoever may not invite', async () => {
      const { email } = await w.member('PARTNER')
      const { session } = await w.member('READONLY')
      expect((await w.invite({ email, role: 'READONLY' }, session)).status).toBe(403)
    })

    it('after a withdrawn invitation the same user is invited again, with the new role', async () => {
      const first = await w.invite({ role: 'ORG_ADMIN', orgId: NORTH })
      const { id } = await w.user(w.address())
      await w.call('POST', `/invitations/${first.body['id']}/revoke`, {}, w.root)
      const second = await w.invite({ role: 'READONLY', orgId: NORTH })
      expect(second.status).toBe(201)
      expect(await w.user(w.address())).toMatchObject({ id, role_id: 'READONLY', invitation_id: second.body['id'] })
      await w.call('POST', `/signup/${w.tokenOf(second)}`, person)
      const { body } = await w.call('GET', '/session', undefined, await w.login(w.address()))
      expect(body['memberships']).toMatchObject([{ scope: NORTH, role: 'READONLY' }])
    })
  })

  describe('GET /api/invitations/:token/validate', () => {
    it('always 200, valid or not and nothing else', async () => {
      const { id, token } = await w.linkFor()
      const validate = async (of: unknown) => {
        const { status, text } = await w.call('GET', `/invitations/${of}/validate`)
        return `${status} ${text}`
      }
      expect(await validate(token)).toBe('200 {"valid":true}')
      for (const none of ['unknown', `${token}x`, 'ik_inv_']) expect(await validate(none)).toBe('200 {"valid":false}')
      await w.call('POST', `/invitations/${id}/revoke`, {}, w.root)
      expect(await validate(token)).toBe('200 {"valid":false}')
      const used = await w.linkFor()
      await w.call('POST', used.path, person)
      expect(await validate(used.token)).toBe('200 {"valid":false}')
      const gone = await w.invite({ email: w.address('gone'), role: 'PARTNER', orgId: NORTH })
      await w.forget(w.address('gone'))
      expect(await validate(w.tokenOf(gone))).toBe('200 {"valid":false}')
    })
  })

  describe('GET /api/signup/:token', () => {
    it('200: what the invitation offers', async () => {
      const { path } = await w.linkFor()
      expect(await w.call('GET', path)).toMatchObject({ status: 200 })
      expect((await w.call('GET', path)).body).toEqual({
        email: w.address(),
        role: 'PARTNER',
        orgId: NORTH,
        orgName: 'Festival du Nord',
        expiresAt: expect.stringMatching(/^\d{4}-.*Z$/),
      })
    })

    it('404 unknown or revoked, which look alike', async () => {
      const { id, path } = await w.linkFor()
      await w.call('POST', `/invitations/${id}/revoke`, {}, w.root)
      for (const dead of [path, '/signup/unknown']) expect((await w.call('GET', dead)).status).toBe(404)
    })

    it('410 expired or used, with the reason', async () => {
      const { id, path } = await w.linkFor()
      await w.expire(id)
      expect(await w.call('GET', path)).toMatchObject({ status: 410, body: { reason: 'expired' } })
      const used = await w.invite({ email: w.address('used'), role: 'PARTNER', orgId: NORTH })
      await w.call('POST', `/signup/${w.tokenOf(used)}`, person)
      expect(await w.call('GET', `/signup/${w.tokenOf(used)}`)).toMatchObject({ status: 410, body: { reason: 'used' } })
    })

    it('GET and HEAD change nothing, however often a scanner looks', async () => {
      const { path } = await w.linkFor()
      for (let n = 0; n < 3; n++) await w.call('GET', path)
      await fetch(`${w.app.url}/api${path}`, { method: 'HEAD' })
      await fetch(`${w.app.url}${path}`)
      expect((await w.call('POST', path, person)).status).toBe(201)
    })
  })

  describe('POST /api/signup/:token', () => {
    it('201, and in one commit: active, complete, verified, hashed, accepted', async () => {
      const { id, path } = await w.linkFor()
      const before = Date.now()
      const more = { phone: '+33 1 23 45 67 89', avatarUrl: 'https://example.com/ada.png', email: w.address() }
      const done = await w.call('POST', path, { ...person, ...more })
      expect(done.status).toBe(201)
      expect(done.body).toEqual({ id: expect.any(String), email: w.address(), isActive: true, profileCompleted: true })
      const row = await w.user(w.address())
      expect(row).toMatchObject({
        id: done.body['id'],
        first_name: 'Ada',
        last_name: 'Lovelace',
        phone: more.phone,
        avatar_url: more.avatarUrl,
        role_id: 'PARTNER',
        org_id: NORTH,
        invitation_id: id,
        password_hash: expect.stringMatching(/^\$argon2id\$|^\$scrypt\$/),
      })
      expect([Boolean(row['is_active']), Boolean(row['profile_completed'])]).toEqual([true, true])
      const offer = await w.invitation(id)
      expect(offer['status']).toBe('accepted')
      for (const time of [row['email_verified_at'], row['updated_at'], offer['accepted_at']])
        expect(Math.abs(utc(time) - before)).toBeLessThan(60_000)
      expect(await w.login(w.address())).toMatch(/^ik_/)
    })

    it('400: what is missing, too short, common, not repeated, no name, number or picture, or not asked for', async () => {
      const { path } = await w.linkFor()
      const bad = async (json: object) => {
        const answer = await w.call('POST', path, json)
        return [answer.status, ...w.fields(answer)]
      }
      expect(await bad({})).toEqual([400, 'firstName', 'lastName', 'password'])
      expect(await bad({ ...person, passwordConfirmation: 'other' })).toEqual([400, 'passwordConfirmation'])
      for (const password of ['kq7zw-8hdq3', 'passwordpassword'])
        expect(await bad({ ...person, password, passwordConfirmation: password })).toEqual([400, 'password'])
      expect(await bad({ ...person, firstName: { a: 1 } })).toEqual([400, 'firstName'])
      expect(await bad({ ...person, phone: 'call me' })).toEqual([400, 'phone'])
      for (const avatarUrl of ['javascript:alert(1)', 'http://example.com/a.png', 'data:text/html;base64,AA=='])
        expect(await bad({ ...person, avatarUrl })).toEqual([400, 'avatarUrl'])
      expect(await bad({ ...person, role: 'SUPER_ADMIN' })).toEqual([400, 'role'])
      expect(Boolean((await w.user(w.address()))['is_active'])).toBe(false)
    })

    it('403: the e-mail in the body is not the invitation’s; nothing is revealed', async () => {
      const { path } = await w.linkFor()
      const { status, text } = await w.call('POST', path, { ...person, email: 'eve@example.com' })
      expect(status).toBe(403)
      expect(text).not.toContain('ada')
      expect(text).not.toContain('Nord')
    })

    it('404: unknown or revoked; the user is gone', async () => {
      const { id, path } = await w.linkFor()
      await w.call('POST', `/invitations/${id}/revoke`, {}, w.root)
      for (const dead of [path, '/signup/unknown']) expect((await w.call('POST', dead, person)).status).toBe(404)
      const gone = await w.invite({ email: w.address('gone'), role: 'PARTNER', orgId: NORTH })
      await w.forget(w.address('gone'))
      for (const method of ['GET', 'POST'])
        expect(
          await w.call(method, `/signup/${w.tokenOf(gone)}`, method === 'POST' ? person : undefined),
        ).toMatchObject({
          status: 404,
          body: { code: 'account_not_found' },
        })
      expect(await w.user(w.address('gone'))).toEqual({})
    })

    it('409: already active', async () => {
      const { path } = await w.linkFor()
      // An operator has activated the user by hand, in the product's own table.
      await w.sql(`update users set is_active = true, profile_completed = true where email = '${w.address()}'`)
      expect((await w.call('POST', path, person)).status).toBe(409)
    })

    it('410: expired or used; of two at once one wins', async () => {
      const { id, path } = await w.linkFor()
      await w.expire(id)
      expect((await w.call('POST', path, person)).status).toBe(410)
      const twice = await w.invite({ email: w.address('twice'), role: 'PARTNER', orgId: NORTH })
      const both = await Promise.all([1, 2].map(() => w.call('POST', `/signup/${w.tokenOf(twice)}`, person)))
      const statuses = both.map(({ status }) => status).sort()
      expect(statuses[0]).toBe(201)
      expect([409, 410]).toContain(statuses[1])
      expect((await w.call('POST', `/signup/${w.tokenOf(twice)}`, person)).status).toBe(410)
    })
  })

  describe('states', () => {
    it('invited: no log-in, no reset', async () => {
      await w.linkFor()
      await until(async () => (await w.app.mails()).some(({ to }) => to === w.address()), 'no invitation')
      expect((await w.call('POST', '/login', { email: w.address(), password: PASSWORD })).status).toBe(401)
      expect((await w.call('POST', '/password/forgot', { email: w.address() })).status).toBe(200)
      const { id } = await w.user(w.address())
      expect((await w.call('POST', `/accounts/${id}/suspend`, {}, w.root)).status).toBe(409)
      expect((await w.app.mails()).filter(({ to }) => to === w.address())).toHaveLength(1)
    })

    it('suspended: inactive, complete, no log-in, sessions ended; reactivated by an administrator', async () => {
      const admin = await w.member('ORG_ADMIN')
      const ada = await w.member('PARTNER')
      const outsider = await w.member('ORG_ADMIN', ARTS, 'outsider')
      expect((await w.call('POST', `/accounts/${ada.id}/suspend`, {}, outsider.session)).status).toBe(403)
      expect((await w.call('POST', `/accounts/${ada.id}/suspend`, {}, admin.session)).status).toBe(200)
      const row = await w.user(ada.email)
      expect([Boolean(row['is_active']), Boolean(row['profile_completed'])]).toEqual([false, true])
      expect((await w.call('GET', '/session', undefined, ada.session)).status).toBe(401)
      expect((await w.call('POST', '/login', { email: ada.email, password: PASSWORD })).status).toBe(401)
      expect((await w.call('POST', `/accounts/${ada.id}/reactivate`, {}, admin.session)).status).toBe(200)
      expect((await w.call('POST', '/login', { email: ada.email, password: PASSWORD })).status).toBe(200)
    })

    it('what the product’s own SQL says counts at once', async () => {
      const ada = await w.member('PARTNER')
      await w.sql(`update users set is_active = false where id = '${ada.id}'`)
      expect((await w.call('GET', '/session', undefined, ada.session)).status).toBe(401)
    })
  })

  describe('GET /api/organizations', () => {
    const names = ({ body }: Answer) => (body as unknown as Rows).map(({ id }) => id)

    it('all for SUPER_ADMIN, one’s own for others, 401 for nobody', async () => {
      const { session } = await w.member('READONLY', ARTS)
      expect(names(await w.call('GET', '/organizations', undefined, w.root))).toEqual([
        NORTH,
        'nuit-des-sciences',
        ARTS,
      ])
      expect((await w.call('GET', '/organizations', undefined, session)).text).toBe(
        JSON.stringify([{ id: ARTS, name: 'Salon des Arts' }]),
      )
      expect((await w.call('GET', '/organizations')).status).toBe(401)
    })
  })

  describe('beside the contract', () => {
    it('the canonical routes: lists for who may view, one’s own organisation only', async () => {
      const admin = await w.member('ORG_ADMIN', ARTS)
      expect((await w.call('GET', `/accounts?scope=${ARTS}`, undefined, admin.session)).status).toBe(200)
      expect((await w.call('GET', `/accounts?scope=${NORTH}`, undefined, admin.session)).status).toBe(403)
      expect((await w.call('GET', '/accounts', undefined, admin.session)).status).toBe(403)
      expect((await w.call('GET', '/invitations', undefined, w.root)).status).toBe(200)
      expect((await w.call('PUT', '/invitations', {}, w.root)).status).toBe(405)
      expect((await w.call('POST', '/signup', { email: w.address(), password: PASSWORD })).status).toBe(403)
    })

    it('many at once: a verdict for each row, the good ones in one commit, the same call once', async () => {
      const { session } = await w.member('ORG_MANAGER')
      const known = await w.member('PARTNER', ARTS)
      const row = (name: string, role = 'READONLY') => ({ email: w.address(name), role })
      const rows = [
        row('a'),
        { ...row('b', 'PARTNER'), eventIds: ['gala'] },
        row('a'),
        row('c', 'ORG_ADMIN'),
        { email: 'nobody', role: 'READONLY' },
        { email: known.email, role: 'READONLY' },
        { ...row('d'), eventIds: ['gala'] },
        { ...row('e'), orgId: 'nowhere' },
        { role: 'READONLY' },
        'no row',
      ]
      const verdicts = ({ body }: Answer) =>
        (body['rows'] as Rows).map(({ ok, code, fields: wrong }) =>
          ok ? 'ok' : [code, ...(wrong as Rows).map(({ field }) => field)].join(' '),
        )
      const expected = [
        'ok',
        'ok',
        'already_invited',
        'role_not_grantable',
        'invalid_input email',
        'email_taken',
        'invalid_input eventIds',
        'invalid_input orgId',
        'invalid_input email',
        'invalid_input email role',
      ]
      expect(verdicts(await w.call('POST', '/invitations/bulk', { rows, dryRun: true }, session))).toEqual(expected)
      expect(await w.user(w.address('a'))).toEqual({})
      const key = { 'idempotency-key': `bulk-${w.serial()}` }
      const first = await w.call('POST', '/invitations/bulk', { rows }, session, key)
      expect([verdicts(first), first.body['created']]).toEqual([expected, 2])
      const again = await w.call('POST', '/invitations/bulk', { rows }, session, key)
      expect([verdicts(again), again.body['replayed']]).toEqual([expected, true])
      expect(await w.user(w.address('b'))).toMatchObject({ role_id: 'PARTNER', org_id: NORTH })
      for (const bad of [{}, { rows: [] }, { rows: Array(501).fill(row('x')) }])
        expect((await w.call('POST', '/invitations/bulk', bad, session)).status).toBe(400)
    })

    it('security events: a line each, counters, and a stream for administrators of the organisation', async () => {
      const admin = await w.member('ORG_ADMIN')
      const elsewhere = await w.member('ORG_ADMIN', ARTS, 'elsewhere')
      const manager = await w.member('ORG_MANAGER')
      expect((await w.call('GET', '/security/events')).status).toBe(401)
      expect((await w.call('GET', '/security/events', undefined, manager.session)).status).toBe(403)
      const [mine, theirs, all] = await Promise.all([admin.session, elsewhere.session, w.root].map(w.watch))
      const { id, path } = await w.linkFor()
      await w.call('GET', path)
      await w.call('POST', path, { ...person, email: 'eve@example.com' })
      await w.call('POST', path, person)
      const ada = await w.user(w.address())
      await w.call('POST', `/accounts/${ada['id']}/suspend`, {}, admin.session)
      await w.call('POST', `/accounts/${ada['id']}/reactivate`, {}, admin.session)
      const wanted = ['invited', 'opened', 'accepted', 'suspended', 'reactivated']
      const about = (events: Rows) =>
        events.filter(({ subject }) => subject === id || subject === ada['id']).map(({ kind }) => kind)
      await until(() => about(mine?.events ?? []).length === wanted.length, 'not all events came')
      expect(about(mine?.events ?? [])).toEqual(wanted)
      expect(about(all?.events ?? [])).toEqual(wanted)
      expect(about(theirs?.events ?? [])).toEqual([])
      expect(all?.events.find(({ reason }) => reason === 'email_mismatch')).toMatchObject({ kind: 'refused' })
      expect(mine?.counters()).toMatchObject({ suspended: expect.any(Number) })
      const lines = w.app
        .output()
        .split('\n')
        .filter((line) => line.includes('"log":"security"'))
      const logged = lines.map((line) => JSON.parse(line) as Rows[number])
      expect(about(logged)).toEqual(wanted)
      expect(logged.find(({ reason }) => reason === 'email_mismatch')).toMatchObject({ level: 'warn', kind: 'refused' })
      for (const secret of [path.split('/').at(-1) ?? '', '@example.com', PASSWORD])
        expect(lines.join('\n')).not.toContain(secret)
      for (const stream of [mine, theirs, all]) stream?.end()
    })
  })
})

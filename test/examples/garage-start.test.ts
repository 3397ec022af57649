import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { SMTPServer } from 'smtp-server'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { postgres18 } from '../support/engines/postgres.ts'
import { databaseOf } from '../support/engines/server-address.ts'
import { freePort, startExample, until } from './support/example-app.ts'
import { ask, CHIEF, openGarage, prepareGarage } from './support/garage-app.ts'

beforeAll(prepareGarage)

const PASSWORD = 'eleven paper boats drift north'
const tokenIn = (link: string | undefined) => new URL(link ?? '').searchParams.get('token')

describe('without DATABASE_URL', () => {
  test('brings its own PostgreSQL, and finds everything again at the next start', async () => {
    const env = { DATA_DIR: mkdtempSync(join(tmpdir(), 'invitekit-garage-')) }
    onTestFinished(() => rmSync(env.DATA_DIR, { recursive: true, force: true }))
    const start = async () => startExample('garage', { port: await freePort(), env })
    const first = await start()
    const lost = tokenIn(first.bootstrapLink)
    expect(await first.stop()).toBe(0)

    const second = await start()
    const token = tokenIn(second.bootstrapLink)
    expect(token).not.toBe(lost)
    expect((await ask(second, '/api/invites/use', { token: lost, password: PASSWORD })).status).toBe(410)
    expect((await ask(second, '/api/invites/use', { token, password: PASSWORD })).body).toMatchObject({
      role: 'administrator',
    })
    await second.stop()

    const third = await start()
    expect(third.bootstrapLink).toBeUndefined()
    const login = { email: 'admin@etabli.example', password: PASSWORD }
    expect((await ask(third, '/api/login', login)).status).toBe(200)
    await third.stop()
  })
})

describe('as an owner of the database who is no superuser', () => {
  test('makes everything, invites in plain SQL, and serves the pages with a log-in that has the restricted role alone', async () => {
    const address = await postgres18.create()
    const [owner, web] = [`garage_owner_${process.pid}`, `garage_web_${process.pid}`]
    const by = (user: string, to = address) => {
      const url = new URL(to)
      url.searchParams.set('user', user)
      return url.href
    }
    const asked = async (url: string, text: string) => {
      const client = new pg.Client({ connectionString: url })
      await client.connect()
      return client.query(text).finally(() => client.end())
    }
    // What whoever runs the server of the database does once.
    await asked(
      address,
      `do $$ begin
         if not exists (select from pg_roles where rolname = 'garage_app') then create role garage_app; end if;
       end $$;
       create role ${owner} login; create role ${web} login in role garage_app; grant garage_app to ${owner}`,
    )
    await asked(address, `alter database ${databaseOf(address)} owner to ${owner}`)
    const start = async (env: Readonly<Record<string, string>>) =>
      startExample('garage', { port: await freePort(), env: { DATABASE_URL: by(owner), ...env } })
    const apps = [await start({}), await start({ APP_DATABASE_URL: by(web) })]
    for (const [n, app] of apps.entries()) {
      const { rows } = await asked(by(owner), `select create_invite('ada${n}@example.com')`)
      const use = { token: tokenIn(rows[0]?.create_invite), password: PASSWORD }
      expect((await ask(app, '/api/invites/use', use)).status).toBe(201)
      await app.stop()
    }
    await expect(asked(by(web), `select create_invite('eve@example.com')`)).rejects.toMatchObject({ code: '42501' })
    await postgres18.drop(address)
    await asked(by('postgres', address.replace(databaseOf(address), 'postgres')), `drop role ${owner}, ${web}`)
  })
})

describe('in production', () => {
  test('there is no start without a way to send mails', async () => {
    const port = await freePort()
    const start = startExample('garage', { port, env: { NODE_ENV: 'production', DATABASE_URL: 'postgres://x/x' } })
    await expect(start).rejects.toThrow('SMTP_URL is missing')
  })

  test('mails are sent by SMTP, and there is no development mailbox', async () => {
    const sent: string[] = []
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData: (stream, _session, done) => {
        let text = ''
        stream.on('data', (chunk) => (text += chunk))
        stream.on('end', () => {
          sent.push(text)
          done()
        })
      },
    })
    const smtpPort = await freePort()
    await new Promise<void>((resolve) => server.listen(smtpPort, '127.0.0.1', resolve))
    const open = await openGarage({
      NODE_ENV: 'production',
      SMTP_URL: `smtp://127.0.0.1:${smtpPort}`,
      ADMIN_EMAIL: CHIEF.email,
      ADMIN_PASSWORD: CHIEF.password,
    })
    onTestFinished(async () => {
      await open.close()
      await new Promise<void>((resolve) => server.close(resolve))
    })
    expect((await fetch(`${open.app.url}/dev/mail`)).status).toBe(404)
    expect((await ask(open.app, '/api/password/forgot', { email: CHIEF.email })).status).toBeLessThan(300)
    const [mail = ''] = (await until(() => sent.length > 0 && sent, 'no mail')) as string[]
    expect(mail).toContain(`To: ${CHIEF.email}`)
    expect(mail.replaceAll('=\r\n', '')).toContain('/auth/reset-password?token=3Dik_rst_')
  })
})

import { createTransport } from 'nodemailer'
import { SMTPServer } from 'smtp-server'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { nodemailerMailer } from '../../adapters/mail/nodemailer/index.ts'
import { memoryStorage } from '../../adapters/storage/memory/index.ts'
import { createInviteService, type Mail, system } from '../../src/index.ts'
import { permissions } from '../support/permissions.ts'

interface Received {
  readonly from: string
  readonly to: readonly string[]
  readonly source: string
}

const from = { name: 'Exemple, la radio', address: 'no-reply@radio.example' }

const mail: Mail = {
  id: 'b6a4a2c8-0000-4000-8000-000000000001',
  to: 'ada@example.com',
  kind: 'invitation',
  subject: 'You are invited',
  text: 'Open https://radio.example/join',
  html: '<p>Open</p>',
  url: 'https://radio.example/join',
  locale: 'en',
  expiresAt: null,
}

describe('nodemailerMailer, with a real SMTP server', () => {
  const received: Received[] = []
  let server: SMTPServer
  let url: string
  let refuse: string | null

  beforeEach(async () => {
    received.length = 0
    refuse = null
    server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData: (stream, session, done) => {
        const { mailFrom, rcptTo } = session.envelope
        let source = ''
        stream.on('data', (chunk) => (source += chunk))
        stream.on('end', () => {
          received.push({
            from: mailFrom === false ? '' : mailFrom.address,
            to: rcptTo.map(({ address }) => address),
            source: source.replaceAll('\r\n ', ' '),
          })
          done(refuse === null ? null : new Error(refuse))
        })
      },
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.server.address()
    url = `smtp://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  })
  afterEach(() => new Promise<void>((resolve) => server.close(resolve)))

  const headers = (source = '') => source.slice(0, source.indexOf('\r\n\r\n')).split('\r\n')
  const header = (source: string | undefined, name: string) =>
    headers(source).filter((line) => line.toLowerCase().startsWith(`${name}:`))

  it('sends what it is given, from and to whom', async () => {
    await nodemailerMailer(url, { from })(mail)
    expect(received).toHaveLength(1)
    expect(received[0]).toMatchObject({ from: from.address, to: [mail.to] })
    const { source } = received[0] ?? {}
    expect(header(source, 'from')).toEqual(['From: "Exemple, la radio" <no-reply@radio.example>'])
    expect(header(source, 'to')).toEqual(['To: ada@example.com'])
    expect(header(source, 'subject')).toEqual(['Subject: You are invited'])
    expect(header(source, 'auto-submitted')).toEqual(['Auto-Submitted: auto-generated'])
    expect(header(source, 'content-language')).toEqual(['Content-Language: en'])
    expect(source).toContain('Content-Type: text/html')
    expect(source).toContain('Open https://radio.example/join')
  })

  it('takes a transport of nodemailer too', async () => {
    const transport = createTransport({ url, name: 'client.example' })
    await nodemailerMailer(transport, { from })(mail)
    expect(received).toMatchObject([{ to: [mail.to] }])
  })

  it('names a message by its id, the same for each attempt', async () => {
    const send = nodemailerMailer(url, { from })
    await send(mail)
    await send(mail)
    const ids = received.flatMap(({ source }) => header(source, 'message-id'))
    expect(ids).toEqual([`Message-ID: <${mail.id}@radio.example>`, `Message-ID: <${mail.id}@radio.example>`])
  })

  it('cannot be talked into another header or another recipient', async () => {
    const send = nodemailerMailer(url, { from: { ...from, name: 'X\r\nBcc: eve@example.com' } })
    await send({ ...mail, subject: 'Hello\r\nBcc: eve@example.com\r\n\r\nbody' })
    expect(received[0]?.to).toEqual([mail.to])
    expect(headers(received[0]?.source).filter((line) => /^bcc/i.test(line))).toEqual([])
  })

  it.each([
    '"eve@evil.example x"@example.com',
    'ada@example.com, eve@evil.example',
    'ada@example.com\r\nRCPT TO:<eve@evil.example>',
    'Ada <eve@evil.example>',
    'eve@evil.example@example.com',
    'group:ada@example.com;',
    'ada@[127.0.0.1]',
    '',
  ])('refuses the address %j: two programs might read it in two ways', async (to) => {
    await expect(nodemailerMailer(url, { from })({ ...mail, to })).rejects.toThrow('must be a plain one')
    expect(received).toEqual([])
  })

  it('fails where the server does not take the mail, and the service tries again', async () => {
    const service = createInviteService({
      baseUrl: 'https://radio.example',
      storage: memoryStorage(),
      permissions,
      mailer: nodemailerMailer(url, { from }),
      drain: 'manual',
    })
    await service.invitations.create({ email: 'ada@example.com', role: 'member' }, { actor: system })
    refuse = 'Not now'
    expect(await service.outbox.drain()).toMatchObject({ sent: 0 })
    expect(received).toHaveLength(1)
  })

  it('fails where nobody listens', async () => {
    await expect(nodemailerMailer('smtp://127.0.0.1:1', { from })(mail)).rejects.toThrow()
  })
})

describe('nodemailerMailer names a wrong option', () => {
  const transport = 'smtp://127.0.0.1:25'
  it.each([
    ['from', transport, undefined],
    ['from', transport, { name: 'A', address: 'a@example.com, b@example.com' }],
    ['from', transport, { address: 'a@example.com' }],
    ['transport', 'mail.example.com', from],
    ['transport', {}, from],
  ])('%s', (option, to, sender) => {
    expect(() => nodemailerMailer(to as string, { from: sender as typeof from })).toThrow(`"${option}"`)
  })
})

import { createTransport } from 'nodemailer'
import type { Mailer } from '../../../src/index.ts'
import type { NodemailerTransport } from './transport.ts'

/** An address, and what stands before it. */
export interface MailAddress {
  /** What people see. */
  readonly name: string
  /** `no-reply@example.com`. */
  readonly address: string
}

/** The options of `nodemailerMailer`. */
export interface NodemailerOptions {
  /** Whom the mails are from. */
  readonly from: MailAddress
}

/** Below the half minute after which the service counts a mailer as failed: an attempt that it gave up must not go on. */
const PATIENCE = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 15_000 }

const plain = /^[^\s"(),:;<>@[\\\]]+@[^\s"(),:;<>@[\\\]]+$/

/**
 * Sends mails with nodemailer 10. Addresses go in as objects, so that nothing parses them a second time; the `Message-ID`
 * is made of the message's id, the same for each attempt, by which a mailbox knows a mail that came twice.
 *
 * @param transport - what nodemailer's `createTransport` made, or the address of an SMTP server, `smtps://user:password@mail.example.com`
 *
 * @example
 * const mailer = nodemailerMailer('smtps://user:password@mail.example.com', {
 *   from: { name: 'Example', address: 'no-reply@example.com' },
 * })
 * createInviteService({ baseUrl: 'https://app.example.com', storage: memoryStorage(), permissions, mailer })
 */
export function nodemailerMailer(transport: NodemailerTransport | string, { from }: NodemailerOptions): Mailer {
  if (typeof from?.name !== 'string' || typeof from.address !== 'string' || !plain.test(from.address))
    throw new TypeError(
      '"from" must be a name and an address, such as { name: "Example", address: "no-reply@example.com" }',
    )
  const sender = { name: from.name, address: from.address }
  const host = sender.address.slice(sender.address.indexOf('@') + 1)
  const used = typeof transport === 'string' ? smtp(transport) : transport
  if (typeof used?.sendMail !== 'function')
    throw new TypeError('"transport" must be a transport of nodemailer, or an address')
  return async ({ id, to, subject, text, html, locale }) => {
    // A quoted or nested address is one that two programs read in two ways.
    if (!plain.test(to)) throw new TypeError('The address of a mail must be a plain one')
    await used.sendMail({
      from: sender,
      to: { name: '', address: to },
      subject,
      text,
      html,
      messageId: `<${id}@${host}>`,
      headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': locale },
      disableFileAccess: true,
      disableUrlAccess: true,
    })
  }
}

function smtp(url: string): NodemailerTransport {
  if (!/^smtps?:\/\/[^/]/.test(url) || !URL.canParse(url))
    throw new TypeError('"transport" must be an address such as smtps://user:password@mail.example.com')
  return createTransport({ ...PATIENCE, url })
}

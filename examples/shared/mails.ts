import type { Mail, Mailer } from 'invitekit'
import { type MailAddress, nodemailerMailer } from 'invitekit/nodemailer'
import { mailboxPage, mailboxStyle } from './mailbox-page.ts'

/** A mail as `/dev/mail.json` shows it. */
export interface SentMail extends Pick<Mail, 'to' | 'subject' | 'text' | 'html' | 'url'> {
  readonly at: string
}

/** What a path below `/dev/mail` is answered with. */
export interface MailboxAnswer {
  readonly type: string
  readonly body: string
}

export interface Mails {
  readonly mailer: Mailer
  /** The development mailbox: the answer at a path, undefined where it has none; there is no mailbox where mails are really sent. */
  readonly mailbox: ((path: string) => MailboxAnswer | undefined) | null
}

interface Settings {
  readonly smtpUrl: string | undefined
  readonly from: MailAddress
  readonly isProduction: boolean
}

const KEPT = 200

/** Sends through `SMTP_URL`; without one mails are kept for the development mailbox, which there never is in production. */
export function createMails({ smtpUrl, from, isProduction }: Settings): Mails {
  if (smtpUrl) return { mailer: nodemailerMailer(smtpUrl, { from }), mailbox: null }
  if (isProduction)
    throw new TypeError('SMTP_URL is missing: in production mails are sent, and there is no development mailbox')
  return inMemory()
}

/** The last mails, newest first. They hold live links, so none is written to disk. */
function inMemory(): Mails {
  const mails: SentMail[] = []
  const answers: Readonly<Record<string, () => MailboxAnswer>> = {
    '/dev/mail': () => ({ type: 'text/html; charset=utf-8', body: mailboxPage(mails) }),
    '/dev/mail.css': () => ({ type: 'text/css; charset=utf-8', body: mailboxStyle }),
    '/dev/mail.json': () => ({ type: 'application/json; charset=utf-8', body: JSON.stringify(mails) }),
  }
  return {
    mailer: async ({ to, subject, text, html, url }) => {
      mails.unshift({ to, subject, text, html, url, at: new Date().toISOString() })
      mails.length = Math.min(mails.length, KEPT)
    },
    mailbox: (path) => answers[path]?.(),
  }
}

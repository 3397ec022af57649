import type { MailAddress } from './nodemailer-mailer.ts'

/** What nodemailer is given: addresses are never texts, which it would parse again. */
export interface NodemailerMessage {
  readonly from: MailAddress
  readonly to: MailAddress
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly messageId: string
  readonly headers: Readonly<Record<string, string>>
  readonly disableFileAccess: true
  readonly disableUrlAccess: true
}

/** What is used of a transport of nodemailer: what its `createTransport` makes has it, for SMTP, SES and the rest. */
export interface NodemailerTransport {
  /** Sends one message; rejects when it was not taken. */
  sendMail(message: NodemailerMessage): Promise<unknown>
}

import type { MailAddress } from './nodemailer-mailer.ts'

/** What nodemailer is given: addresses are never texts, which it would parse again. */
export interface NodemailerMessage {
  /** Whom the mail is from. */
  readonly from: MailAddress
  /** The one address that it goes to. */
  readonly to: MailAddress
  /** One line. */
  readonly subject: string
  /** The mail for readers without HTML. */
  readonly text: string
  /** The mail; what people typed is escaped in it. */
  readonly html: string
  /** Made of the message's id: the same for each attempt. */
  readonly messageId: string
  /** The language, and that a machine wrote it. */
  readonly headers: Readonly<Record<string, string>>
  /** No text of a mail names a file to be read. */
  readonly disableFileAccess: true
  /** Nor an address to be fetched. */
  readonly disableUrlAccess: true
}

/** What is used of a transport of nodemailer: what its `createTransport` makes has it, for SMTP, SES and the rest. */
export interface NodemailerTransport {
  /** Sends one message; rejects when it was not taken. */
  sendMail(message: NodemailerMessage): Promise<unknown>
}

import type { MailAddress } from './nodemailer-mailer.ts'

/** What nodemailer is given: addresses are never texts, which it would parse again. */
export interface NodemailerMessage {
  /** Whom the mail is from. */
  /** The sender. */
  readonly from: MailAddress
  /** The one address that it goes to. */
  /** The one recipient. */
  readonly to: MailAddress
  /** One line. */
  /** One line. */
  readonly subject: string
  /** The mail for readers without HTML. */
  /** The mail as plain text. */
  readonly text: string
  /** The mail; what people typed is escaped in it. */
  /** The same as HTML. */
  readonly html: string
  /** Made of the message's id: the same for each attempt. */
  /** The same for each attempt at one message. */
  readonly messageId: string
  /** The language, and that a machine wrote it. */
  /** That no person wrote it (RFC 3834), and in which language it is. */
  readonly headers: Readonly<Record<string, string>>
  /** No text of a mail names a file to be read. */
  /** No text of a mail names a file of the server. */
  readonly disableFileAccess: true
  /** Nor an address to be fetched. */
  /** Nor an address that it would fetch. */
  readonly disableUrlAccess: true
}

/** What is used of a transport of nodemailer: what its `createTransport` makes has it, for SMTP, SES and the rest. */
export interface NodemailerTransport {
  /** Sends one message; rejects when it was not taken. */
  sendMail(message: NodemailerMessage): Promise<unknown>
}

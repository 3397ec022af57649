export { type MailAddress, type NodemailerOptions, nodemailerMailer } from './nodemailer-mailer.ts'
export type { NodemailerMessage, NodemailerTransport } from './transport.ts'

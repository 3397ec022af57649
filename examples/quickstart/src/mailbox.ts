import type { Mail } from 'invitekit'

/** A mail as `/dev/mail.json` shows it. */
export interface SentMail extends Pick<Mail, 'to' | 'subject' | 'text' | 'html' | 'url'> {
  readonly at: string
}

/**
 * The development mailbox: the last 200 mails, newest first, in memory. Mails hold live links, so none is written to
 * disk: after a restart the mailbox is empty, while the links that were mailed go on working.
 * In production, give `createInviteService` a `mailer` that talks to your mail service instead.
 */
export function createMailbox(limit = 200) {
  const mails: SentMail[] = []
  return {
    mails: mails as readonly SentMail[],
    deliver: async ({ to, subject, text, html, url }: Mail): Promise<void> => {
      mails.unshift({ to, subject, text, html, url, at: new Date().toISOString() })
      mails.length = Math.min(mails.length, limit)
    },
  }
}

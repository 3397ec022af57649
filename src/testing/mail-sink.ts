import type { Mail, Mailer } from '../ports/mailer.ts'

/** A mailer that sends nothing, and what it was given. */
export interface MailSink {
  /** The option `mailer` of the service. */
  readonly mailer: Mailer
  /** Every mail, the oldest first. */
  readonly mails: readonly Mail[]
  /** The latest mail to an address, or to anybody; null where there is none. */
  last(to?: string): Mail | null
  /** The secret in the link of a mail, as `preview`, `accept` and `complete` take it. A mail without a link is a `TypeError`. */
  tokenIn(mail: Mail | null): string
  /** Forgets every mail. */
  clear(): void
}

/**
 * A mailer for tests: it keeps what it is given. With `drain: 'manual'` a test says when mails go out.
 *
 * @example
 * const sink = mailSink()
 * const service = createInviteService({
 *   baseUrl: 'https://app.example.com', storage: memoryStorage(), permissions, mailer: sink.mailer, drain: 'manual',
 * })
 * await service.invitations.create({ email: 'ada@example.com', role: 'member' }, { actor: system })
 * await service.outbox.drain()
 * const { next } = await service.invitations.preview({ token: sink.tokenIn(sink.last('ada@example.com')) })
 */
export function mailSink(): MailSink {
  const mails: Mail[] = []
  return {
    mailer: async (mail) => void mails.push(mail),
    mails,
    last: (to) => mails.findLast((mail) => to === undefined || mail.to === to) ?? null,
    tokenIn(mail) {
      // A secret says what it is, wherever the host's template has put it.
      const [token] = /ik_[a-z]+_[\w-]{51}/.exec(mail?.url ?? '') ?? []
      if (token === undefined) throw new TypeError('There is no link in this mail')
      return token
    },
    clear: () => void mails.splice(0),
  }
}

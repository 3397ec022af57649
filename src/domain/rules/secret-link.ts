import { insert, type Moment, type Values, type Write } from '../change.ts'
import type { Delivery, LinkPurpose } from '../policy.ts'

/** How the link of a commit travels: the hash of a secret that is handed back, a mail that is due, or both. */
export interface LinkDelivery {
  readonly delivery: Delivery
  /** The stored hash of the secret that the caller gets; null for mail alone. */
  readonly linkHash: string | null
}

interface Subject {
  readonly purpose: LinkPurpose
  readonly id: string
  readonly generation: number
  readonly expiresAt: number
  /** Who is handed a link about somebody else's account; left out for a mail, which only its reader sees. */
  readonly issuedBy?: string | null
}

/** The row of one secret. `email` is the mailbox that it proves: null for one that was handed over. */
export const challengeRow = (moment: Moment, subject: Subject, hash: string, email: string | null): Write =>
  insert('challenge', {
    id: moment.ids.challenge,
    hash,
    purpose: subject.purpose,
    subjectId: subject.id,
    generation: subject.generation,
    email,
    issuedBy: subject.issuedBy ?? null,
    status: 'open',
    createdAt: moment.now,
    expiresAt: subject.expiresAt,
  })

type MailTo = Pick<Values<'message'>, 'kind' | 'email' | 'generation' | 'locale'> &
  Partial<Pick<Values<'message'>, 'invitationId' | 'accountId'>>

/** A mail that is due because the commit says so. It holds no secret: the link is minted when it is sent. */
export const mailRow = (moment: Moment, to: MailTo): Write =>
  insert('message', {
    id: moment.ids.message,
    invitationId: null,
    accountId: null,
    ...to,
    status: 'due',
    attempts: 0,
    dueAt: moment.now,
    failure: null,
    createdAt: moment.now,
    sentAt: null,
  })

/** The writes that bring a link about a subject to the person. */
export function linkWrites(moment: Moment, subject: Subject, by: LinkDelivery, mail: MailTo | null): Write[] {
  const writes: Write[] = []
  if (by.linkHash !== null) writes.push(challengeRow(moment, subject, by.linkHash, null))
  if (by.delivery !== 'link' && mail !== null) writes.push(mailRow(moment, mail))
  return writes
}

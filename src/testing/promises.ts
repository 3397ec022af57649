import type { LinkPurpose } from '../domain/policy.ts'
import { type RecordKind, recordKinds, uniqueOf } from '../domain/records.ts'
import type { ProofStore } from './proof.ts'
import type { AllRows } from './scene.ts'

/** Reads every row of a store. */
export async function allRows({ rows }: ProofStore): Promise<AllRows> {
  const all = await Promise.all(recordKinds.map(async (kind) => [kind, await rows(kind)] as const))
  return Object.fromEntries(all) as unknown as AllRows
}

/** What no store may ever have: something twice, or half of something. Each in a sentence; none where all is well. */
export function brokenPromises(rows: AllRows): readonly string[] {
  return [
    ...recordKinds.flatMap((kind) => doubles(kind, rows[kind])),
    ...acceptances(rows),
    ...links(rows),
    ...people(rows),
    ...sessions(rows),
    ...rotations(rows),
    ...mails(rows),
    ...history(rows),
  ]
}

type Unique = { readonly [field: string]: unknown }

function doubles(kind: RecordKind, rows: readonly object[]): readonly string[] {
  return [['id'], ...uniqueOf(kind)].flatMap((fields) => {
    const keys = (rows as readonly Unique[])
      .map((row) => fields.map((field) => row[field]))
      .filter((values) => !values.includes(null))
      .map((values) => JSON.stringify(values))
    return keys.length === new Set(keys).size ? [] : [`Two rows of "${kind}" have one ${fields.join(' and ')}`]
  })
}

/** Accepted means: a seat, an account, a membership and an event, all of them or none. */
function acceptances({ invitation, account, membership, event }: AllRows): readonly string[] {
  const accounts = new Map(account.map((row) => [row.id, row]))
  const members = new Set(membership.map((row) => `${row.accountId} ${row.scope}`))
  const accepted = Map.groupBy(
    event.filter(({ type }) => type === 'invitation.accepted'),
    ({ subject }) => subject,
  )
  return invitation.flatMap(({ id, ...row }) => {
    const events = accepted.get(id) ?? []
    const isAccepted = row.status === 'accepted'
    const wrong: [boolean, string][] = [
      [row.used > row.seats, 'has more seats taken than there are'],
      [row.used !== events.length, `has ${row.used} seats taken and ${events.length} acceptances`],
      [row.email !== null && isAccepted !== (row.used === 1), 'is half accepted'],
      [isAccepted !== (row.acceptedAt !== null), 'is accepted without a time, or the other way round'],
      [row.email !== null && (row.status === 'pending') !== (row.openKey !== null), 'holds its open key wrongly'],
      [isAccepted && !accounts.has(row.accountId ?? ''), 'is accepted by nobody'],
      [
        events.some(({ actor }) => accounts.get(actor ?? '')?.status === undefined),
        'has an acceptance without an account',
      ],
      [events.some(({ actor }) => !members.has(`${actor} ${row.scope}`)), 'has an acceptance without a membership'],
    ]
    return wrong.flatMap(([is, what]) => (is ? [`The invitation into "${row.scope}" ${what}`] : []))
  })
}

/** A link is used with what it did, or not at all. */
function links({ challenge, event }: AllRows): readonly string[] {
  const did: { readonly [purpose in LinkPurpose]: readonly string[] } = {
    invitation: ['invitation.accepted', 'invitation.declined'],
    activation: ['account.activated'],
    reset: ['password.reset'],
    email: ['email.changed'],
  }
  return challenge.flatMap(({ status, purpose, subjectId }) => {
    const done = event.filter(({ type, subject }) => did[purpose].includes(type) && subject === subjectId).length
    const used = challenge.filter(
      (row) => row.subjectId === subjectId && row.purpose === purpose && row.status === 'used',
    ).length
    return status === 'used' && done !== used
      ? [`A link of purpose "${purpose}" was used ${used} times and did ${done} things`]
      : []
  })
}

/** Whoever is there came by an event, and can log in where they are active. */
function people({ account, membership, event }: AllRows): readonly string[] {
  const accounts = new Set(account.map(({ id }) => id))
  const came = new Set(
    event.flatMap(({ type, subject, actor }) =>
      type === 'account.created' || type === 'account.signed_up'
        ? [subject]
        : type === 'invitation.accepted'
          ? [actor]
          : [],
    ),
  )
  return [
    ...account.flatMap(({ id, email }) => (came.has(id) ? [] : [`The account of ${email} came from nowhere`])),
    ...account.flatMap(({ status, passwordHash, email }) =>
      status === 'active' && passwordHash === null ? [`The account of ${email} is active without a password`] : [],
    ),
    ...membership.flatMap(({ accountId, scope }) =>
      accounts.has(accountId) ? [] : [`A membership in "${scope}" is nobody's`],
    ),
  ]
}

/** Nobody who is suspended has a session that counts. */
function sessions({ session, account }: AllRows): readonly string[] {
  const accounts = new Map(account.map((row) => [row.id, row]))
  return session.flatMap(({ accountId, status, epoch }) => {
    const owner = accounts.get(accountId)
    const counts = status === 'live' && owner?.epoch === epoch
    return counts && owner.status !== 'active' ? [`${owner.email} is ${owner.status} and has a session`] : []
  })
}

/** A refresh token is rotated with its event, and leaves one that lives. */
function rotations({ refreshToken, event }: AllRows): readonly string[] {
  const refreshed = event.filter(({ type }) => type === 'session.refreshed').map(({ data }) => data['sessionId'])
  return [...Map.groupBy(refreshToken, ({ sessionId }) => sessionId)].flatMap(([sessionId, tokens]) => {
    const of = (wanted: string) => tokens.filter(({ status }) => status === wanted).length
    const times = refreshed.filter((id) => id === sessionId).length
    return of('live') === 1 && of('rotated') === times
      ? []
      : [`A session that was refreshed ${times} times has ${of('rotated')} rotated tokens and ${of('live')} live ones`]
  })
}

/** A message is taken, and sent, with its event. */
function mails({ message, event }: AllRows): readonly string[] {
  return message.flatMap(({ id, status, attempts }) => {
    const of = (wanted: string) => event.filter(({ type, subject }) => type === wanted && subject === id).length
    const [taken, sent] = [of('outbox.taken'), of('outbox.sent')]
    return attempts === taken && sent === (status === 'sent' ? 1 : 0)
      ? []
      : [`A message that is ${status} after ${attempts} attempts was taken ${taken} times and sent ${sent} times`]
  })
}

/** What an event says was made is there, and what is there was made by one. */
function history({ event, invitation }: AllRows): readonly string[] {
  const ids = new Set(event.map(({ id }) => id))
  const created = event.filter(({ type }) => type === 'invitation.created').map(({ subject }) => subject)
  const isSame =
    created.toSorted().join() ===
    invitation
      .map(({ id }) => id)
      .toSorted()
      .join()
  return [
    ...(event.every(({ commitId }) => ids.has(commitId)) ? [] : ['An event belongs to no commit']),
    ...(isSame ? [] : ['The invitations are not those that were created']),
  ]
}

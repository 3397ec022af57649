import { type InviteService, type ServiceEvent, system } from 'invitekit'

/** What an administrator watches. */
export const securityKinds = ['invited', 'opened', 'accepted', 'refused', 'suspended', 'reactivated'] as const
export type SecurityKind = (typeof securityKinds)[number]

export interface SecurityEvent {
  readonly id: number
  readonly at: string
  readonly kind: SecurityKind
  /** Why, of a refusal: a code of the library. */
  readonly reason: string | null
  /** The organisation; `*` the whole system, null where nobody knows. */
  readonly scope: string | null
  readonly role: string | null
  /** The invitation or account that it is about. */
  readonly subject: string | null
  /** Whom it is about, as a log may show it. */
  readonly about: string | null
  readonly actor: string | null
  /** What the actor is called, for the page; no log has it. */
  readonly actorName: string | null
}

export type Counters = Readonly<Record<SecurityKind, number>>

export interface SecurityLog {
  readonly since: string
  /** All that are kept, oldest first, of the scopes that somebody may watch. */
  readonly recent: (scopes: readonly string[], after?: number) => readonly SecurityEvent[]
  readonly counters: (scopes: readonly string[]) => Counters
  readonly watch: (listener: (event: SecurityEvent) => void) => () => void
}

const KEPT = 500
/** A page asks more than once what is behind its link; that is one opening. */
const SAME_OPENING = 60_000

const kinds: Readonly<Record<string, SecurityKind>> = {
  'invitation.created': 'invited',
  'invitation.previewed': 'opened',
  'invitation.accepted': 'accepted',
  refused: 'refused',
  limited: 'refused',
  'account.suspended': 'suspended',
  'account.reactivated': 'reactivated',
}

/** What people are called, for bursts: one administrator invites hundreds at once. */
const names = new Map<string, string>()
const NAMES = 100

/** Whoever has no session yet is told to log in all day long: that is no event. */
const ordinary = new Set(['not_authenticated'])

export const isWatched = (scopes: readonly string[], { scope }: SecurityEvent): boolean =>
  scopes.includes('*') || (scope !== null && scopes.includes(scope))

/** Turns what the service says into security events: a line in the log each, a count, and the page that watches. */
export function createSecurityLog(service: InviteService, write: (line: string) => void): SecurityLog {
  const since = new Date().toISOString()
  const kept: SecurityEvent[] = []
  const counts = new Map<string, number>()
  const opened = new Map<string, number>()
  const listeners = new Set<(event: SecurityEvent) => void>()
  let last = 0
  // One after the other, so that the page shows them in the order in which they happened.
  let queue: Promise<unknown> = Promise.resolve()

  function isRepeated(kind: SecurityKind, { subject, at }: ServiceEvent): boolean {
    if (kind !== 'opened' || subject === null) return false
    for (const [id, time] of opened) if (at.getTime() - time > SAME_OPENING) opened.delete(id)
    const before = opened.has(subject)
    opened.set(subject, at.getTime())
    return before
  }

  async function publish(kind: SecurityKind, happened: ServiceEvent): Promise<void> {
    const event = { id: ++last, kind, ...(await factsOf(service, kind, happened)) }
    kept.push(event)
    if (kept.length > KEPT) kept.shift()
    const key = `${kind} ${event.scope ?? ''}`
    counts.set(key, (counts.get(key) ?? 0) + 1)
    const { actorName: _, about: __, ...line } = event
    write(JSON.stringify({ level: kind === 'refused' ? 'warn' : 'info', log: 'security', ...line }))
    for (const listener of listeners) listener(event)
  }

  service.on('*', (happened) => {
    const kind = kinds[happened.type]
    if (kind === undefined || ordinary.has(String(happened.data['code'])) || isRepeated(kind, happened)) return
    queue = queue.then(() => publish(kind, happened)).catch(console.error)
  })

  return {
    since,
    recent: (scopes, after = 0) => kept.filter((event) => event.id > after && isWatched(scopes, event)),
    counters: (scopes) => {
      const sum = Object.fromEntries(securityKinds.map((kind) => [kind, 0])) as Record<SecurityKind, number>
      for (const [key, count] of counts) {
        const [kind = '', scope = ''] = key.split(' ')
        if (scopes.includes('*') || scopes.includes(scope)) sum[kind as SecurityKind] += count
      }
      return sum
    },
    watch: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** `a…@example.com`: enough to recognise, too little to write to. */
const masked = (email: string | null): string | null => email?.replace(/^(.).*@/u, '$1…@') ?? null

async function factsOf(service: InviteService, kind: SecurityKind, { at, data, scope, subject, actor }: ServiceEvent) {
  const asSystem = { actor: system }
  const about = subject === null ? null : await subjectOf()
  return {
    at: at.toISOString(),
    reason: kind === 'refused' ? String(data['code'] ?? 'rate_limited') : null,
    scope: scope ?? about?.scope ?? null,
    role: about?.role ?? null,
    subject,
    about: masked(about?.email ?? null),
    actor: actor?.type === 'account' ? actor.id : null,
    actorName: actor?.type === 'account' ? await nameOf(actor.id) : null,
  }

  async function subjectOf() {
    try {
      if (kind === 'refused') return null
      if (kind !== 'suspended' && kind !== 'reactivated')
        return await service.invitations.get(String(subject), asSystem)
      const { email, memberships } = await service.accounts.get(String(subject), asSystem)
      return { email, scope: memberships[0]?.scope ?? null, role: memberships[0]?.role ?? null }
    } catch {
      return null // it has been deleted meanwhile
    }
  }

  async function nameOf(id: string): Promise<string | null> {
    const known = names.get(id)
    if (known !== undefined) return known
    try {
      const { email, profile } = await service.accounts.get(id, asSystem)
      const given = [profile['firstName'], profile['lastName']].filter((part) => typeof part === 'string')
      const name = given.join(' ') || email
      if (names.size >= NAMES) names.clear()
      names.set(id, name)
      return name
    } catch {
      return null
    }
  }
}

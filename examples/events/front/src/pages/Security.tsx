import { useState } from 'react'
import { Alert } from '../components/Alert.tsx'
import { Empty } from '../components/Empty.tsx'
import { Heading } from '../components/Heading.tsx'
import { useOrganizationsQuery } from '../features/auth/api/sessionApi.ts'
import { type Kind, type SecurityEvent, useSecurityStream } from '../features/security/use-security-stream.ts'
import { atClock, atMoment, fill, roleName, t } from '../texts/index.ts'

const kinds = Object.keys(t.security.kinds) as readonly Kind[]

export function Security() {
  const { status, events, counted } = useSecurityStream()
  const { data: organizations = [] } = useOrganizationsQuery()
  const [kind, setKind] = useState<Kind | null>(null)
  const shown = events.filter((event) => kind === null || event.kind === kind)
  const placeOf = (scope: string | null) =>
    scope === '*' ? t.people.whole : (organizations.find(({ id }) => id === scope)?.name ?? '')
  return (
    <>
      <Heading title={t.security.title}>
        <span className={status === 'live' ? 'live is-live' : 'live'} role="status">
          {t.security[status]}
        </span>
      </Heading>
      <p className="lead">
        {t.security.intro}{' '}
        {counted && <span className="soft">{fill(t.security.since, { date: atMoment(counted.since) })}</span>}
      </p>
      {status === 'ended' && <Alert kind="error">{t.security.endedHint}</Alert>}
      <fieldset className="counters" aria-label={t.security.filter}>
        {kinds.map((name) => (
          <button
            key={name}
            type="button"
            className={`counter ${name}`}
            aria-pressed={kind === name}
            onClick={() => setKind(kind === name ? null : name)}
          >
            <span className="count">{counted?.counters[name] ?? 0}</span>
            <span className="count-name">{t.security.kinds[name]}</span>
          </button>
        ))}
      </fieldset>
      <section className="card flush" aria-label={t.security.log}>
        {shown.length === 0 ? (
          <Empty title={t.security.empty} hint={t.security.emptyHint} />
        ) : (
          <div role="log" aria-live="polite">
            <ol className="log" reversed>
              {shown.map((event) => (
                <li key={event.id} className={event.kind}>
                  <time dateTime={event.at}>{atClock(event.at)}</time>
                  <span className="dot" aria-hidden="true" />
                  <span className="log-text">{lineOf(event)}</span>
                  <span className="soft small">{placeOf(event.scope)}</span>
                </li>
              ))}
            </ol>
          </div>
        )}
      </section>
    </>
  )
}

function lineOf({ kind, actor, actorName, about, role, reason }: SecurityEvent): string {
  return fill(t.security.lines[kind], {
    actor: actorName ?? (actor === null && kind !== 'accepted' ? t.security.system : t.security.somebody),
    about: about ?? t.security.somebody,
    role: roleName(role),
    reason: t.reasons[reason ?? ''] ?? reason ?? '',
  })
}

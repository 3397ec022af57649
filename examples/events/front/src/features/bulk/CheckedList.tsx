import { useState } from 'react'
import { fill, roleName, t } from '../../texts/index.ts'
import type { Organization } from '../auth/api/sessionApi.ts'
import type { CheckedLine } from './use-check.ts'

const SHOWN = 100

interface Props {
  readonly lines: readonly CheckedLine[]
  readonly organizations: readonly Organization[]
  readonly onBack: () => void
  readonly onSend: () => void
}

/** What would become of each line; problems first of all to be found. */
export function CheckedList({ lines, organizations, onBack, onSend }: Props) {
  const bad = lines.filter(({ problem }) => problem !== null).length
  const [onlyBad, setOnlyBad] = useState(false)
  const [count, setCount] = useState(SHOWN)
  const wanted = onlyBad ? lines.filter(({ problem }) => problem !== null) : lines
  const shown = wanted.slice(0, count)
  const rest = wanted.length - shown.length
  const nameOf = (orgId: string | undefined) => organizations.find(({ id }) => id === orgId)?.name ?? orgId ?? ''
  return (
    <section className="card flush" aria-label={t.bulk.verdict}>
      <div className="verdicts">
        <p>
          <strong className="tally good">{fill(t.bulk.good, { count: lines.length - bad })}</strong>
          {bad > 0 && <strong className="tally bad">{fill(t.bulk.bad, { count: bad })}</strong>}
        </p>
        {bad > 0 && bad < lines.length && (
          <label className="check">
            <input type="checkbox" checked={onlyBad} onChange={(event) => setOnlyBad(event.target.checked)} />
            {t.bulk.onlyBad}
          </label>
        )}
      </div>
      <table className="list lines">
        <caption className="only-read">{t.bulk.title}</caption>
        <thead>
          <tr>
            <th scope="col">{t.bulk.line}</th>
            <th scope="col">{t.fields.email}</th>
            <th scope="col">{t.fields.role}</th>
            <th scope="col">{t.fields.organization}</th>
            <th scope="col">{t.bulk.verdict}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ line, email, role, orgId, eventIds, problem }) => (
            <tr key={line} className={problem === null ? 'good' : 'bad'}>
              <td className="soft number" data-label={t.bulk.line}>
                {line}
              </td>
              <th scope="row">
                <span className="person-name">{email || '—'}</span>
              </th>
              <td>
                {roleName(role)}
                {eventIds && <span className="soft small events">{eventIds.join(', ')}</span>}
              </td>
              <td className="soft">{nameOf(orgId)}</td>
              <td className="verdict">
                <span aria-hidden="true">{problem === null ? '✓' : '!'}</span> {problem ?? t.bulk.ready}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {rest > 0 && (
        <button type="button" className="secondary more" onClick={() => setCount(count + 10 * SHOWN)}>
          {fill(t.bulk.more, { count: Math.min(rest, 10 * SHOWN) })}
        </button>
      )}
      <div className="actions foot">
        <button type="button" className="secondary" onClick={onBack}>
          {t.bulk.back}
        </button>
        <button type="button" className="primary" onClick={onSend} disabled={bad === lines.length}>
          {fill(t.bulk.send, { count: lines.length - bad })}
        </button>
      </div>
    </section>
  )
}

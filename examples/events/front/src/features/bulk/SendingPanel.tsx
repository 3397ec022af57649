import { Link } from 'react-router'
import { Alert } from '../../components/Alert.tsx'
import { fill, t } from '../../texts/index.ts'
import type { Sending } from './use-sending.ts'

interface Props {
  readonly sending: Exclude<Sending, { state: 'idle' }>
  readonly place: string
  readonly onAgain: () => void
}

/** How far the sending is, and what came of it. */
export function SendingPanel({ sending, place, onAgain }: Props) {
  const { job, state } = sending
  const total = job.rows.length
  return (
    <section className="card" aria-labelledby="sending">
      <h2 id="sending">{state === 'done' ? t.bulk.doneTitle : t.bulk.sending}</h2>
      {state === 'failed' && <Alert kind="error">{fill(t.bulk.failed, { why: sending.why })}</Alert>}
      {state === 'sending' && sending.isResumed && <Alert kind="info">{t.bulk.resumed}</Alert>}
      {state !== 'done' && (
        <>
          <progress value={job.next} max={total} aria-label={t.bulk.sending} />
          <p className="progress-text" role="status">
            {fill(t.bulk.progress, { done: job.next, total })}
          </p>
        </>
      )}
      {state === 'sending' && (
        <p className="soft">
          {sending.waitsFor === null ? t.bulk.stay : fill(t.bulk.waiting, { why: sending.waitsFor })}
        </p>
      )}
      {state === 'done' && <Alert kind="success">{fill(t.bulk.done, { sent: job.sent })}</Alert>}
      {job.left.length > 0 && (
        <>
          <p>{fill(t.bulk.left, { count: job.left.length })}</p>
          <ul className="left">
            {job.left.slice(0, 50).map(({ email, detail }) => (
              <li key={email}>
                <strong>{email}</strong> <span className="soft">{detail}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {state !== 'sending' && (
        <div className="actions">
          <button type="button" className="secondary" onClick={onAgain}>
            {t.bulk.again}
          </button>
          <Link
            className="button primary"
            to={`/people?tab=invitations${place ? `&org=${encodeURIComponent(place)}` : ''}`}
          >
            {t.bulk.people}
          </Link>
        </div>
      )}
    </section>
  )
}

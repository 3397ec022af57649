import { Link, useLocation } from 'react-router'
import { type Flag, flags, type Section, sections } from '../../../src/flags.ts'
import { Notice } from '../components/Notice.tsx'
import { PageTitle } from '../components/PageTitle.tsx'
import { api } from '../lib/api.ts'
import { flagLabel, sectionLabel } from '../lib/flag-label.ts'
import { showDay, texts } from '../lib/language.ts'
import { useMay, useSession } from '../lib/session.ts'
import { useLoad } from '../lib/use-load.ts'

export function Home() {
  const { session } = useSession()
  const may = useMay()
  const saved: unknown = useLocation().state?.saved
  const { home } = texts
  const held = flags.filter(may)
  return (
    <>
      <PageTitle title={home.hello(session?.me.name || session?.me.username || '')}>
        <p className="lead">{held.length === 0 ? home.none : home.lead}</p>
      </PageTitle>
      {typeof saved === 'string' && <Notice kind="success">{texts.plan.saved(saved)}</Notice>}
      {(may('can_create_showplan') || may('can_view_users')) && (
        <ul className="tiles">
          {may('can_create_showplan') && (
            <li>
              <Link className="card tile" to="/showplans/new">
                <strong>{home.showPlan}</strong>
                <span>{home.showPlanText}</span>
              </Link>
            </li>
          )}
          {may('can_view_users') && (
            <li>
              <Link className="card tile" to="/users">
                <strong>{home.users}</strong>
                <span>{home.usersText}</span>
              </Link>
            </li>
          )}
        </ul>
      )}
      {may('can_create_showplan') && <Plans />}
      {held.length > 0 && (
        <section aria-labelledby="permissions">
          <h2 id="permissions">
            {home.permissions} <span className="count">{home.permissionsCount(held.length, flags.length)}</span>
          </h2>
          <dl className="card permissions">
            {(Object.keys(sections) as Section[]).map((section) => (
              <SectionOfMine
                key={section}
                section={section}
                held={(sections[section] as readonly Flag[]).filter(may)}
              />
            ))}
          </dl>
        </section>
      )}
    </>
  )
}

const SectionOfMine = ({ section, held }: { readonly section: Section; readonly held: readonly Flag[] }) =>
  held.length === 0 ? null : (
    <div>
      <dt>{sectionLabel(section)}</dt>
      <dd>{held.map(flagLabel).join(' · ')}</dd>
    </div>
  )

function Plans() {
  const load = useLoad(api.showPlans)
  const { home } = texts
  return (
    <section aria-labelledby="plans">
      <h2 id="plans">{home.plans}</h2>
      {load.status === 'loading' && <div className="card skeleton" />}
      {load.status === 'failed' && <Notice kind="error">{home.plansFailed}</Notice>}
      {load.status === 'ready' && load.data.length === 0 && <p className="card empty">{home.noPlans}</p>}
      {load.status === 'ready' && load.data.length > 0 && (
        <ul className="card rows">
          {load.data.map(({ id, title, type, date, time, segments }) => (
            <li key={id}>
              <strong>{title}</strong>
              <span>
                {[
                  type,
                  `${showDay(date)}, ${time}`,
                  texts.plan.minutes(segments.reduce((sum, { duration }) => sum + duration, 0)),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

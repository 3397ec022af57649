import { useState } from 'react'
import { Link } from 'react-router'
import { useMe } from '../app/use-me.ts'
import { Alert } from '../components/Alert.tsx'
import { Failed } from '../components/Failed.tsx'
import { Heading } from '../components/Heading.tsx'
import { Loading } from '../components/Loading.tsx'
import { Select } from '../components/Select.tsx'
import { InvitationsTable } from '../features/people/InvitationsTable.tsx'
import { InviteDialog } from '../features/people/InviteDialog.tsx'
import { MembersTable } from '../features/people/MembersTable.tsx'
import { usePlace } from '../features/people/use-place.ts'
import { t } from '../texts/index.ts'

interface Said {
  readonly text: string
  readonly kind: 'error' | 'success'
}

export function People() {
  const { may } = useMe()
  const { isSuper, organizations, place, isLoading, error, refetch, tab, change } = usePlace()
  const [isInviting, setInviting] = useState(false)
  const [said, setSaid] = useState<Said | null>(null)
  if (isLoading) return <Loading />
  if (error) return <Failed error={error} retry={refetch} />
  const say = (text: string, kind: Said['kind'] = 'success') => setSaid({ text, kind })
  const tabs = [
    { id: 'members', name: t.people.members },
    { id: 'invitations', name: t.people.invitations },
  ]
  const shown = tab === 'invitations' ? tab : 'members'
  return (
    <>
      <Heading title={t.people.title}>
        {may('people.invite') && (
          <div className="actions">
            <Link className="button secondary" to={`/import?org=${encodeURIComponent(place)}`}>
              {t.people.import}
            </Link>
            <button type="button" className="primary" onClick={() => setInviting(true)}>
              {t.people.invite}
            </button>
          </div>
        )}
      </Heading>
      <p className="lead">{t.people.intro}</p>
      {said && <Alert kind={said.kind}>{said.text}</Alert>}
      <div className="bar">
        <fieldset className="tabs" aria-label={t.people.title}>
          {tabs.map(({ id, name }) => (
            <button key={id} type="button" aria-pressed={id === shown} onClick={() => change('tab', id)}>
              {name}
            </button>
          ))}
        </fieldset>
        {isSuper && (
          <Select label={t.fields.organization} value={place} onChange={(event) => change('org', event.target.value)}>
            {organizations.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
            <option value="*">{t.people.whole}</option>
          </Select>
        )}
      </div>
      <section className="card flush" aria-label={shown === 'members' ? t.people.members : t.people.invitations}>
        {shown === 'members' ? (
          <MembersTable key={place} place={place} say={say} />
        ) : (
          <InvitationsTable key={place} place={place} say={say} />
        )}
      </section>
      {isInviting && <InviteDialog organizations={organizations} place={place} onClose={() => setInviting(false)} />}
    </>
  )
}

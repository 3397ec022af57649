import { nameOf, useMe } from '../app/use-me.ts'
import { Badge } from '../components/Badge.tsx'
import { Heading } from '../components/Heading.tsx'
import { useOrganizationsQuery } from '../features/auth/api/sessionApi.ts'
import { fill, roleName, t } from '../texts/index.ts'

/** Where somebody is, as what, and what that allows. */
export function Home() {
  const { account, role, scope, flags } = useMe()
  const { data: organizations = [] } = useOrganizationsQuery()
  if (account === undefined) return null
  const name = account.profile['firstName']
  const title = typeof name === 'string' && name ? fill(t.home.title, { name }) : t.home.titlePlain
  const place = scope === '*' ? t.home.whole : organizations.find(({ id }) => id === scope)?.name
  return (
    <>
      <Heading title={title} />
      <section className="card" aria-labelledby="access">
        <h2 id="access">{t.home.access}</h2>
        {role === null ? (
          <p>{t.home.none}</p>
        ) : (
          <dl className="facts">
            <div>
              <dt>{t.fields.organization}</dt>
              <dd>{place ?? '…'}</dd>
            </div>
            <div>
              <dt>{t.fields.role}</dt>
              <dd>{roleName(role)}</dd>
            </div>
            <div>
              <dt>{t.fields.email}</dt>
              <dd>{nameOf({ email: account.email, profile: {} })}</dd>
            </div>
            <div>
              <dt>{t.people.state}</dt>
              <dd>
                <Badge state={account.status} />
              </dd>
            </div>
          </dl>
        )}
      </section>
      <section className="card" aria-labelledby="may">
        <h2 id="may">{t.home.may}</h2>
        <ul className="may">
          {Object.entries(t.home.flags).map(([flag, text]) => (flags.has(flag) ? <li key={flag}>{text}</li> : null))}
        </ul>
      </section>
    </>
  )
}

import type { ListedAccount } from 'invitekit'
import type { Metadata } from 'next'
import Link from 'next/link'
import { redirect } from 'next/navigation'
import { MakeToken } from '../../components/make-token.tsx'
import { TopBar } from '../../components/top-bar.tsx'
import { shared } from '../../src/product.ts'
import { person } from '../../src/visitor.ts'

export const metadata: Metadata = { title: 'Collaborateurs' }

interface Props {
  readonly searchParams: Promise<{ readonly after?: string }>
}

const states = { invited: 'À activer', active: 'Actif', suspended: 'Suspendu' } as const
const day = new Intl.DateTimeFormat('fr-FR', { dateStyle: 'medium' })
const nameOf = ({ profile, email }: ListedAccount): string => String(profile['name'] ?? email)

export default async function PeoplePage({ searchParams }: Props) {
  const { account, actor, isAdministrator } = await person('/people')
  if (!isAdministrator) redirect('/')
  const { after } = await searchParams
  const { items, next } = await shared().product.accounts.list({ limit: 100, ...(after && { after }) }, { actor })
  const people = items.toSorted((one, other) => nameOf(one).localeCompare(nameOf(other), 'fr'))
  const waiting = people.filter(({ status }) => status === 'invited').length
  return (
    <>
      <TopBar name={String(account.profile['name'] ?? account.email)} />
      <main className="page">
        <p className="over">Administration</p>
        <h1>Collaborateurs</h1>
        <p className="lead">
          {waiting === 0
            ? 'Tout le monde ici a choisi son mot de passe.'
            : `${waiting} ${waiting > 1 ? 'personnes attendent' : 'personne attend'} un premier mot de passe. Le lien part par e-mail et vaut 24 heures.`}
        </p>
        {people.length === 0 ? (
          <p className="panel">La table des collaborateurs est vide.</p>
        ) : (
          <table className="people">
            <caption className="visually-hidden">Les collaborateurs et leur état</caption>
            <thead>
              <tr>
                <th scope="col">Nom</th>
                <th scope="col">État</th>
                <th scope="col">Vu</th>
                <th scope="col">Premier mot de passe</th>
              </tr>
            </thead>
            <tbody>
              {people.map((one) => (
                <tr key={one.id}>
                  <th scope="row">
                    {nameOf(one)}
                    <small>{one.email}</small>
                  </th>
                  <td>
                    <span className={`state state-${one.status}`}>{states[one.status]}</span>
                  </td>
                  <td className="seen">{one.lastSeenAt ? day.format(one.lastSeenAt) : '—'}</td>
                  <td>
                    {one.status === 'invited' ? (
                      <MakeToken accountId={one.id} name={nameOf(one)} email={one.email} />
                    ) : (
                      <span className="quiet">{one.status === 'active' ? 'Choisi' : 'Compte suspendu'}</span>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        {next !== null && (
          <Link className="button button-quiet" href={`/people?after=${encodeURIComponent(next)}`}>
            Page suivante
          </Link>
        )}
      </main>
    </>
  )
}

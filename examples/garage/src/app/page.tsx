import type { AccountView } from 'invitekit'
import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { Shell } from '../components/shell.tsx'
import { product, shared } from '../product.ts'
import { person } from '../visitor.ts'

export const metadata: Metadata = { title: 'Mon garage' }

const nameOf = ({ profile }: Pick<AccountView, 'profile'>): string | null =>
  typeof profile['name'] === 'string' && profile['name'] !== '' ? profile['name'] : null

/** Leads everybody to their place: administrators to the invitations, newcomers to their first garage. */
export default async function Home() {
  const { account, actor, isAdministrator, garages } = await person('/')
  if (garages.length === 0) redirect(isAdministrator ? '/administration' : '/onboarding')
  const found = await shared().garages.named(garages)
  const people = await Promise.all(
    found.map(async ({ id }) => (await product().accounts.list({ scope: id, limit: 50 }, { actor })).items),
  )
  const name = nameOf(account)
  return (
    <Shell
      who={account.email}
      title={name ? `Bonjour, ${name}` : 'Bonjour'}
      intro={found.length === 1 ? 'Votre garage est prêt.' : 'Vos garages sont prêts.'}
    >
      <div className="cards">
        {found.map((garage, n) => (
          <section key={garage.id} className="card garage" aria-labelledby={`garage-${garage.id}`}>
            <div className="garage-head">
              <span className="garage-mark" aria-hidden="true">
                {garage.name.slice(0, 1).toUpperCase()}
              </span>
              <div>
                <h2 id={`garage-${garage.id}`}>{garage.name}</h2>
                <p className="row-about">Vous êtes propriétaire de ce garage.</p>
              </div>
            </div>
            <h3>L’équipe</h3>
            <ul className="people">
              {(people[n] ?? []).map(({ id, email, profile, membership }) => (
                <li key={id}>
                  <span className="avatar" aria-hidden="true">
                    {(nameOf({ profile }) ?? email).slice(0, 1).toUpperCase()}
                  </span>
                  <span className="people-name">
                    {nameOf({ profile }) ?? email}
                    {id === account.id && <span className="row-about"> (vous)</span>}
                  </span>
                  <span className="chip">{membership?.role === 'owner' ? 'Propriétaire' : 'Membre'}</span>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
      {isAdministrator && (
        <p className="foot">
          <a className="link" href="/administration">
            Invitations
          </a>
        </p>
      )}
    </Shell>
  )
}

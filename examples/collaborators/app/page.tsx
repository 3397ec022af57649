import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { TopBar } from '../components/top-bar.tsx'
import { person } from '../src/visitor.ts'

export const metadata: Metadata = { title: 'Accueil' }

export default async function HomePage() {
  const { account, isAdministrator } = await person('/')
  if (isAdministrator) redirect('/people')
  const name = String(account.profile['name'] ?? account.email)
  return (
    <>
      <TopBar name={name} />
      <main className="page">
        <p className="over">Accueil</p>
        <h1>Bonjour {name}</h1>
        <div className="panel">
          <h2>Votre compte est actif</h2>
          <p>
            Vous vous connectez avec <strong>{account.email}</strong>. Une question ? L’administration peut vous aider.
          </p>
        </div>
      </main>
    </>
  )
}

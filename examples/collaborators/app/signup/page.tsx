import type { Metadata } from 'next'
import { DeadEnd } from '../../components/dead-end.tsx'
import { SetPassword } from '../../components/set-password.tsx'
import { openLink } from '../../src/open-link.ts'

interface Props {
  readonly searchParams: Promise<{ readonly q?: string | readonly string[] }>
}

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  const { q } = await searchParams
  return { title: q === undefined ? 'Lien incomplet' : 'Votre premier mot de passe' }
}

export default async function SignupPage({ searchParams }: Props) {
  const { q } = await searchParams
  const token = typeof q === 'string' ? q : ''
  const link = await openLink(token)
  if ('ended' in link) return <DeadEnd reason={link.ended} again={`/signup?q=${encodeURIComponent(token)}`} />
  return (
    <>
      <p className="over">Bienvenue</p>
      <h1>Bonjour {link.name}</h1>
      <p className="lead">
        Choisissez le mot de passe de votre compte <strong>{link.email}</strong>. Vous vous connecterez ensuite avec
        lui.
      </p>
      <SetPassword token={token} email={link.email} />
    </>
  )
}

import { localPath } from 'invitekit/http'
import type { Metadata } from 'next'
import { Door } from '../../components/door.tsx'
import { LogIn } from '../../components/log-in.tsx'
import { Notice } from '../../components/notice.tsx'

export const metadata: Metadata = { title: 'Connexion' }

interface Props {
  readonly searchParams: Promise<{ readonly next?: string; readonly bienvenue?: string }>
}

export default async function LoginPage({ searchParams }: Props) {
  const { next, bienvenue } = await searchParams
  return (
    <Door>
      {bienvenue !== undefined && (
        <Notice kind="good">Mot de passe initialisé avec succès. Vous pouvez vous connecter.</Notice>
      )}
      <p className="over">Espace collaborateurs</p>
      <h1>Connexion</h1>
      <p className="lead">Avec l’e-mail de votre fiche et votre mot de passe.</p>
      <LogIn next={localPath(next, '/')} />
      <p className="aside">Pas encore de mot de passe ? L’administration vous envoie un lien par e-mail.</p>
    </Door>
  )
}

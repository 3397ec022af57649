import { AuthPage } from '../components/auth-page.tsx'
import { DeadEnd } from '../components/dead-end.tsx'

export default function NotFound() {
  return (
    <AuthPage title="Cette page n’existe pas">
      <DeadEnd code="not_found" action={{ href: '/', label: 'Revenir à l’accueil' }} />
    </AuthPage>
  )
}

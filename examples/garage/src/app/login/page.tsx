import { localPath } from 'invitekit/http'
import { getSession } from 'invitekit/next'
import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { AuthPage } from '../../components/auth-page.tsx'
import { LogInForm } from '../../components/log-in-form.tsx'
import { product } from '../../product.ts'
import { isSignUpOpen } from '../../settings.ts'

export const metadata: Metadata = { title: 'Connexion' }

interface Props {
  readonly searchParams: Promise<{ readonly next?: string; readonly made?: string; readonly reset?: string }>
}

export default async function LogIn({ searchParams }: Props) {
  const { next, made, reset } = await searchParams
  if (await getSession(product())) redirect(localPath(next, '/'))
  return (
    <AuthPage
      title="Bon retour à l’atelier"
      intro="Connectez-vous pour retrouver votre garage."
      foot={
        isSignUpOpen() ? (
          <>
            Pas encore de compte ?{' '}
            <a className="link" href="/signup">
              Créer un compte
            </a>
          </>
        ) : (
          'Pas encore de compte ? L’accès se fait sur invitation : demandez-la à votre administrateur.'
        )
      }
    >
      {reset !== undefined && (
        <div className="notice notice-done" role="status">
          <p className="notice-title">Mot de passe changé</p>
          <p>Toutes vos sessions ont été fermées. Connectez-vous avec le nouveau.</p>
        </div>
      )}
      {made !== undefined && (
        <div className="notice notice-done" role="status">
          <p className="notice-title">Votre compte est prêt</p>
          <p>Connectez-vous pour continuer.</p>
        </div>
      )}
      <LogInForm next={localPath(next, '/')} />
    </AuthPage>
  )
}

import type { Metadata } from 'next'
import { AuthPage } from '../../components/auth-page.tsx'
import { DeadEnd } from '../../components/dead-end.tsx'
import { SignUpForm } from '../../components/sign-up-form.tsx'
import { passwordHint } from '../../password-hint.ts'
import { product } from '../../product.ts'
import { isSignUpOpen } from '../../settings.ts'

export const metadata: Metadata = { title: 'Créer un compte' }

export default function SignUp() {
  if (!isSignUpOpen())
    return (
      <AuthPage title="Inscription fermée">
        <DeadEnd code="signup_closed" action={{ href: '/login', label: 'Aller à la connexion' }} />
      </AuthPage>
    )
  return (
    <AuthPage
      title="Créez votre compte"
      intro="Votre garage vient juste après."
      foot={
        <>
          Vous avez un compte ?{' '}
          <a className="link" href="/login">
            Se connecter
          </a>
        </>
      }
    >
      <SignUpForm passwordHint={passwordHint(product().policy.passwords)} />
    </AuthPage>
  )
}

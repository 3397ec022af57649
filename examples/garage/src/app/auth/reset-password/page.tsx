import { InviteError } from 'invitekit'
import type { Metadata } from 'next'
import { AuthPage } from '../../../components/auth-page.tsx'
import { DeadEnd } from '../../../components/dead-end.tsx'
import { CompleteResetForm, RequestResetForm } from '../../../components/reset-forms.tsx'
import { passwordHint } from '../../../password-hint.ts'
import { product } from '../../../product.ts'

export const metadata: Metadata = { title: 'Mot de passe' }

interface Props {
  readonly searchParams: Promise<{ readonly token?: string | string[] }>
}

const backToLogIn = (
  <a className="link" href="/login">
    Retour à la connexion
  </a>
)

export default async function ResetPassword({ searchParams }: Props) {
  const { token } = await searchParams
  if (token === undefined)
    return (
      <AuthPage
        title="Mot de passe oublié ?"
        intro="Indiquez votre adresse : vous recevrez un lien pour en choisir un nouveau."
        foot={backToLogIn}
      >
        <RequestResetForm />
      </AuthPage>
    )
  const link = await read(String(token))
  if (typeof link === 'string')
    return (
      <AuthPage title="Ce lien ne mène plus loin" foot={backToLogIn}>
        <DeadEnd code={link} action={{ href: '/auth/reset-password', label: 'Demander un nouveau lien' }} />
      </AuthPage>
    )
  return (
    <AuthPage title="Nouveau mot de passe" intro="Toutes vos sessions ouvertes seront fermées." foot={backToLogIn}>
      <CompleteResetForm token={String(token)} email={link.email} passwordHint={passwordHint(link.passwordRules)} />
    </AuthPage>
  )
}

async function read(token: string) {
  try {
    return await product().resets.preview({ token })
  } catch (error) {
    if (error instanceof InviteError) return error.code
    throw error
  }
}

import { type InvitationPreview, InviteError } from 'invitekit'
import { getSession } from 'invitekit/next'
import type { Metadata } from 'next'
import { logOut } from '../../actions/log-out.ts'
import { AcceptForm } from '../../components/accept-form.tsx'
import { AuthPage } from '../../components/auth-page.tsx'
import { DeadEnd } from '../../components/dead-end.tsx'
import { inFrench } from '../../in-french.ts'
import { passwordHint } from '../../password-hint.ts'
import { product } from '../../product.ts'

export const metadata: Metadata = { title: 'Invitation' }

interface Props {
  readonly searchParams: Promise<{ readonly token?: string | string[] }>
}

const toLogIn = { href: '/login', label: 'Aller à la connexion' }

export default async function Invite({ searchParams }: Props) {
  const { token } = await searchParams
  const session = await getSession(product())
  const preview = await read(token, session?.actor)
  if (typeof preview === 'string') return <Ended code={preview} />
  const { next, reason, invitation, inviter, scope, passwordRules } = preview
  const { email } = invitation ?? {}
  if (invitation === null || !email) return <Ended code={reason ?? 'invitation_not_found'} />

  const intro = (
    <>
      {inviter ? (
        <>
          <strong>{inviter.name}</strong> vous invite
        </>
      ) : (
        'Vous êtes invité'
      )}{' '}
      {invitation.scope === '*' ? 'à rejoindre ' : 'à prendre en main '}
      <strong>{scope?.name}</strong>. L’invitation vaut jusqu’au {inFrench.day(invitation.expiresAt)}.
    </>
  )
  const here = `/invite?token=${encodeURIComponent(String(token))}`
  if (next === 'log_in' || next === 'switch_account')
    return (
      <AuthPage title={next === 'log_in' ? 'Vous avez déjà un compte' : 'Un autre compte est ouvert'} intro={intro}>
        <div className="notice" role="status">
          {next === 'log_in' ? (
            <p>
              Un compte existe pour <strong>{email}</strong>. Connectez-vous, puis acceptez l’invitation.
            </p>
          ) : (
            <p>
              L’invitation est pour <strong>{email}</strong>, et vous êtes connecté comme{' '}
              <strong>{session?.account.email}</strong>.
            </p>
          )}
        </div>
        {next === 'log_in' ? (
          <a className="button button-primary button-wide" href={`/login?next=${encodeURIComponent(here)}`}>
            Se connecter
          </a>
        ) : (
          <form action={logOut} className="form">
            <input type="hidden" name="next" value={here} />
            <button type="submit" className="button button-primary button-wide">
              Se déconnecter et continuer
            </button>
          </form>
        )}
      </AuthPage>
    )
  return (
    <AuthPage
      title={next === 'accept' ? 'Acceptez l’invitation' : 'Bienvenue à l’atelier'}
      intro={intro}
      foot={
        next === 'accept' ? null : (
          <>
            Vous avez déjà un compte ?{' '}
            <a className="link" href="/login">
              Se connecter
            </a>
          </>
        )
      }
    >
      <AcceptForm
        token={String(token)}
        email={email}
        idempotencyKey={crypto.randomUUID()}
        isLoggedIn={next === 'accept'}
        passwordHint={passwordHint(passwordRules)}
      />
    </AuthPage>
  )
}

async function read(token: unknown, actor: Parameters<typeof preview>[1]) {
  try {
    return await preview(String(token ?? ''), actor)
  } catch (error) {
    if (error instanceof InviteError) return error.code
    throw error
  }
}

type Actor = NonNullable<Awaited<ReturnType<typeof getSession>>>['actor']

const preview = (token: string, actor: Actor | undefined): Promise<InvitationPreview> =>
  product().invitations.preview({ token }, actor ? { actor } : {})

const Ended = ({ code }: { readonly code: InviteError['code'] }) => (
  <AuthPage title={code === 'already_accepted' ? 'Invitation déjà utilisée' : 'Ce lien ne mène plus loin'}>
    <DeadEnd code={code} action={toLogIn} />
  </AuthPage>
)

import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { logOut } from '../../actions/log-out.ts'
import { AuthPage } from '../../components/auth-page.tsx'
import { GarageForm } from '../../components/garage-form.tsx'
import { person } from '../../visitor.ts'

export const metadata: Metadata = { title: 'Votre garage' }

export default async function Onboarding() {
  const { account, garages } = await person('/onboarding')
  if (garages.length > 0) redirect('/')
  return (
    <AuthPage
      title="Créez votre garage"
      intro="Une dernière étape : donnez un nom à votre garage. Vous en serez propriétaire."
      foot={
        <form action={logOut} className="foot-form">
          Connecté comme <strong>{account.email}</strong>.{' '}
          <button type="submit" className="link">
            Se déconnecter
          </button>
        </form>
      }
    >
      <GarageForm />
    </AuthPage>
  )
}

import { useParams } from 'react-router'
import { Gate } from '../../components/Gate.tsx'
import { SignupForm } from './SignupForm.tsx'
import { TokenValidator } from './TokenValidator.tsx'

/** `/signup/:token`: looks at the link first, then lets the person complete their profile. */
export function Signup() {
  const { token = '' } = useParams()
  return (
    <Gate>
      <TokenValidator token={token}>
        {(invitation) => <SignupForm key={token} token={token} invitation={invitation} />}
      </TokenValidator>
    </Gate>
  )
}

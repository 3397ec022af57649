import type { Metadata } from 'next'
import type { ReactNode } from 'react'
import { Door } from '../../components/door.tsx'

export const metadata: Metadata = {
  title: 'Votre premier mot de passe',
  description: 'Choisissez le mot de passe de votre compte collaborateur.',
  referrer: 'no-referrer',
}

export default function SignupLayout({ children }: { readonly children: ReactNode }) {
  return <Door>{children}</Door>
}

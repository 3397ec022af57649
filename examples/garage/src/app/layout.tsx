import type { Metadata, Viewport } from 'next'
import type { ReactNode } from 'react'
import './styles/base.css'
import './styles/form-page.css'
import './styles/form.css'
import './styles/button.css'
import './styles/notice.css'
import './styles/people.css'
import './styles/rows.css'

export const metadata: Metadata = {
  title: { default: 'Établi', template: '%s · Établi' },
  description: 'La gestion de garage, sans cambouis.',
  robots: { index: false, follow: false },
}

export const viewport: Viewport = { themeColor: '#0c1422' }

// Each page carries a number of its own for its scripts, and speaks of whoever asks: none is made beforehand.
export const dynamic = 'force-dynamic'

export default function Layout({ children }: { readonly children: ReactNode }) {
  return (
    <html lang="fr">
      <body>
        <a className="skip" href="#content">
          Aller au contenu
        </a>
        {children}
      </body>
    </html>
  )
}

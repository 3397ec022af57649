import type { Metadata, Viewport } from 'next'
import type { ReactNode } from 'react'
import './globals.css'
import './controls.css'
import './people.css'

export const metadata: Metadata = {
  title: { default: 'Espace collaborateurs · Maison Marceau', template: '%s · Maison Marceau' },
  robots: { index: false, follow: false },
}

export const viewport: Viewport = { width: 'device-width', initialScale: 1, colorScheme: 'light dark' }

// Each answer has a number of its own for its scripts: no page is made beforehand.
export const dynamic = 'force-dynamic'

export default function RootLayout({ children }: { readonly children: ReactNode }) {
  return (
    <html lang="fr">
      <body>{children}</body>
    </html>
  )
}

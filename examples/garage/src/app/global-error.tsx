'use client'

import './styles/base.css'
import './styles/form-page.css'
import './styles/form.css'
import './styles/button.css'
import './styles/notice.css'
import Failed from './error.tsx'

/** Where even the frame of the pages has failed. */
export default function FailedWhole({ reset }: { readonly reset: () => void }) {
  return (
    <html lang="fr">
      <body>
        <Failed reset={reset} />
      </body>
    </html>
  )
}

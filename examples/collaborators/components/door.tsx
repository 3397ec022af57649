import type { ReactNode } from 'react'
import { Brand } from './brand.tsx'

/** The pages before somebody is in: the log-in, and the first password. */
export const Door = ({ children }: { readonly children: ReactNode }) => (
  <div className="door">
    <aside className="door-side">
      <Brand />
      <p className="door-words">
        Une équipe,
        <br />
        une seule porte.
      </p>
    </aside>
    <main className="door-main">
      <div className="door-card">{children}</div>
    </main>
  </div>
)

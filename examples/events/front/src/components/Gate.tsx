import type { ReactNode } from 'react'
import { t } from '../texts/index.ts'
import { Brand } from './Brand.tsx'

/** The frame of the pages before the log-in. */
export function Gate({ children }: { readonly children: ReactNode }) {
  return (
    <div className="gate">
      <header className="gate-side">
        <div className="gate-in">
          <Brand />
          <p>{t.tagline}</p>
          <svg className="gate-art" viewBox="0 0 400 260" aria-hidden="true">
            <path d="M0 210 C80 140 130 240 210 170 S330 90 400 150 V260 H0Z" className="art-1" />
            <path d="M0 240 C90 180 160 260 240 210 S350 160 400 190 V260 H0Z" className="art-2" />
            <circle cx="318" cy="66" r="30" className="art-3" />
            <path
              d="M60 150v-46m0 0l34 10-34 12M150 120v-58m0 0l40 12-40 14M246 128v-40m0 0l28 9-28 9"
              className="art-4"
            />
          </svg>
        </div>
      </header>
      <main id="content" className="gate-main">
        <div className="gate-card">{children}</div>
      </main>
    </div>
  )
}

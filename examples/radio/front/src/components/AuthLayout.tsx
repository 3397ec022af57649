import type { ReactNode } from 'react'
import { texts } from '../lib/language.ts'
import { Brand } from './Brand.tsx'
import { LanguageSwitch } from './LanguageSwitch.tsx'
import { PageTitle } from './PageTitle.tsx'

const Wave = () => (
  <svg className="wave" viewBox="0 0 200 100" preserveAspectRatio="none" aria-hidden="true">
    <path d="M5 43v14M15 35v30M25 41v18M35 23v54M45 32v36M55 14v72M65 26v48M75 6v88M85 20v60M105 23v54M115 10v80M125 30v40M135 17v66M145 34v32M155 25v50M165 39v22M175 32v36M185 43v14M195 38v24" />
    <path className="live" d="M95 2v96" />
  </svg>
)

interface Props {
  readonly title: string
  readonly lead?: ReactNode
  readonly children: ReactNode
}

/** The pages before the log-in: what the station is on one side, one thing to do on the other. */
export const AuthLayout = ({ title, lead, children }: Props) => (
  <div className="auth">
    <aside>
      <div>
        <Brand />
        <Wave />
        <p>{texts.tagline}</p>
      </div>
    </aside>
    <main id="main">
      <div className="auth-card">
        <PageTitle title={title} />
        {lead && <p className="lead">{lead}</p>}
        {children}
      </div>
      <LanguageSwitch />
    </main>
  </div>
)

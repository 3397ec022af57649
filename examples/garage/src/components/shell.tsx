import type { ReactNode } from 'react'
import { logOut } from '../actions/log-out.ts'
import { Logo } from './logo.tsx'

interface Shell {
  readonly who: string
  readonly title: string
  readonly intro?: string
  readonly children: ReactNode
}

/** What stands around the pages of somebody who is logged in. */
export const Shell = ({ who, title, intro, children }: Shell) => (
  <div className="shell">
    <header className="bar">
      <a className="bar-home" href="/">
        <Logo />
      </a>
      <div className="bar-who">
        <span className="bar-name">{who}</span>
        <form action={logOut}>
          <button type="submit" className="button button-bar">
            Se déconnecter
          </button>
        </form>
      </div>
    </header>
    <main className="page" id="content">
      <div className="page-head">
        <h1>{title}</h1>
        {intro && <p className="intro">{intro}</p>}
      </div>
      {children}
    </main>
  </div>
)

import type { ReactNode } from 'react'
import { Link, NavLink } from 'react-router'
import { api } from '../lib/api.ts'
import { texts } from '../lib/language.ts'
import { useMay, useSession } from '../lib/session.ts'
import { useSend } from '../lib/use-send.ts'
import { Brand } from './Brand.tsx'
import { LanguageSwitch } from './LanguageSwitch.tsx'

/** What stands around every page of somebody who is logged in; it names only what they may open. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const { session } = useSession()
  const may = useMay()
  const logout = useSend(api.logout)
  return (
    <div className="shell">
      <a className="skip" href="#main">
        {texts.skip}
      </a>
      <header className="side">
        <Link to="/" className="home">
          <Brand />
        </Link>
        <nav aria-label={texts.nav.main}>
          <NavLink to="/" end>
            {texts.nav.home}
          </NavLink>
          {may('can_view_users') && <NavLink to="/users">{texts.nav.users}</NavLink>}
          {may('can_create_showplan') && <NavLink to="/showplans/new">{texts.nav.showPlan}</NavLink>}
        </nav>
        <div className="me">
          <p>
            <strong>{session?.me.name || session?.me.username}</strong>
            <span>{session?.me.email}</span>
          </p>
          <div>
            <button type="button" className="quiet" disabled={logout.isSending} onClick={() => logout.run(undefined)}>
              {texts.nav.logout}
            </button>
            <LanguageSwitch />
          </div>
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        {children}
      </main>
    </div>
  )
}

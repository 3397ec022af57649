import { NavLink, Outlet, useNavigate } from 'react-router'
import { Avatar } from '../components/Avatar.tsx'
import { Brand } from '../components/Brand.tsx'
import { useLogoutMutation } from '../features/auth/api/sessionApi.ts'
import { t } from '../texts/index.ts'
import { api } from './api.ts'
import { left, useAppDispatch } from './store.ts'
import { nameOf, useMe } from './use-me.ts'

/** What is around every page of somebody who is logged in: only what their permissions allow is there to be chosen. */
export function Shell() {
  const { account, may } = useMe()
  const [logout, { isLoading }] = useLogoutMutation()
  const dispatch = useAppDispatch()
  const navigate = useNavigate()
  const leave = async () => {
    await logout()
    dispatch(left())
    navigate('/login', { state: { notice: 'out' } })
    dispatch(api.util.resetApiState())
  }
  const places = [
    { to: '/', name: t.nav.home, shown: true },
    { to: '/people', name: t.nav.people, shown: may('people.view') },
    { to: '/import', name: t.nav.bulk, shown: may('people.invite') },
    { to: '/security', name: t.nav.security, shown: may('security.watch') },
  ]
  return (
    <>
      <a className="skip" href="#content">
        {t.skip}
      </a>
      <header className="topbar">
        <div className="topbar-in">
          <Brand />
          <nav aria-label={t.nav.label}>
            {places
              .filter(({ shown }) => shown)
              .map(({ to, name }) => (
                <NavLink key={to} to={to} end>
                  {name}
                </NavLink>
              ))}
          </nav>
          {account && (
            <div className="me">
              <Avatar name={nameOf(account)} picture={account.profile['avatarUrl']} />
              <span className="me-name">{nameOf(account)}</span>
              <button type="button" className="quiet" onClick={leave} disabled={isLoading}>
                {t.nav.logout}
              </button>
            </div>
          )}
        </div>
      </header>
      <main id="content" className="page" tabIndex={-1}>
        <Outlet />
      </main>
    </>
  )
}

import { Navigate, Outlet, useLocation } from 'react-router'
import { Failed } from '../components/Failed.tsx'
import { Loading } from '../components/Loading.tsx'
import { useSessionQuery } from '../features/auth/api/sessionApi.ts'
import { useAppSelector } from './store.ts'

/** Lets those through who are logged in; the others come back to this page after the log-in. */
export function RequireSession() {
  const { data, error, isLoading, refetch } = useSessionQuery()
  const ended = useAppSelector(({ session }) => session.ended)
  const { pathname, search } = useLocation()
  if (isLoading) return <Loading />
  const isOut = ended || (error && 'status' in error && error.status === 401)
  if (isOut) return <Navigate to="/login" replace state={{ from: pathname + search }} />
  if (data === undefined) return <Failed error={error} retry={refetch} />
  return <Outlet />
}

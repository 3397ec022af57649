import { useEffect } from 'react'
import { Navigate, Outlet, Route, Routes, useLocation } from 'react-router'
import { Shell } from './components/Shell.tsx'
import { keepAlive } from './lib/authorized.ts'
import { useSession } from './lib/session.ts'
import { ForgotPassword } from './pages/auth/ForgotPassword.tsx'
import { Login } from './pages/auth/Login.tsx'
import { ResetPassword } from './pages/auth/ResetPassword.tsx'
import { SignupWithInvite } from './pages/auth/SignupWithInvite.tsx'
import { CreateShowPlan } from './pages/CreateShowPlan.tsx'
import { Home } from './pages/Home.tsx'
import { NotFound } from './pages/NotFound.tsx'
import { SegmentForm } from './pages/SegmentForm.tsx'
import { UserList } from './pages/users/UserList.tsx'

/** Pages of whoever is logged in. Others log in first, and come back here; who chose to leave starts anew. */
function Inside() {
  const { session, end } = useSession()
  const { pathname } = useLocation()
  if (session === null)
    return <Navigate to="/login" replace state={end === 'left' ? { left: true } : { from: pathname, ended: end }} />
  return (
    <Shell>
      <Outlet />
    </Shell>
  )
}

export function App() {
  const { session } = useSession()
  const isIn = session !== null
  useEffect(() => (isIn ? keepAlive() : undefined), [isIn])
  return (
    <Routes>
      <Route path="/login" element={<Login />} />
      <Route path="/forgot-password" element={<ForgotPassword />} />
      <Route path="/reset-password" element={<ResetPassword />} />
      <Route path="/signup-with-invite" element={<SignupWithInvite />} />
      <Route element={<Inside />}>
        <Route path="/" element={<Home />} />
        <Route path="/users" element={<UserList />} />
        <Route path="/showplans/new" element={<CreateShowPlan />} />
        <Route path="/showplans/new/segment" element={<SegmentForm />} />
      </Route>
      <Route path="*" element={<NotFound />} />
    </Routes>
  )
}

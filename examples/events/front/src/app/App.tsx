import { lazy, Suspense } from 'react'
import { Navigate, Route, Routes } from 'react-router'
import { Loading } from '../components/Loading.tsx'
import { ErrorPage } from '../pages/ErrorPage.tsx'
import { ForgotPassword } from '../pages/ForgotPassword.tsx'
import { Home } from '../pages/Home.tsx'
import { Login } from '../pages/Login.tsx'
import { People } from '../pages/People.tsx'
import { ResetPassword } from '../pages/ResetPassword.tsx'
import { Signup } from '../pages/Signup/index.tsx'
import { RequireSession } from './RequireSession.tsx'
import { Shell } from './Shell.tsx'

const Bulk = lazy(() => import('../pages/Bulk.tsx').then(({ Bulk }) => ({ default: Bulk })))
const Security = lazy(() => import('../pages/Security.tsx').then(({ Security }) => ({ default: Security })))

export function App() {
  return (
    <Suspense fallback={<Loading />}>
      <Routes>
        <Route path="/login" element={<Login />} />
        <Route path="/forgot-password" element={<ForgotPassword />} />
        <Route path="/reset-password" element={<ResetPassword />} />
        <Route path="/signup/:token" element={<Signup />} />
        <Route path="/error" element={<ErrorPage />} />
        <Route element={<RequireSession />}>
          <Route element={<Shell />}>
            <Route index element={<Home />} />
            <Route path="/people" element={<People />} />
            <Route path="/import" element={<Bulk />} />
            <Route path="/security" element={<Security />} />
          </Route>
        </Route>
        <Route path="*" element={<Navigate to="/error?type=not-found" replace />} />
      </Routes>
    </Suspense>
  )
}

import { Link } from 'react-router'
import { AuthLayout } from '../components/AuthLayout.tsx'
import { texts } from '../lib/language.ts'

export const NotFound = () => (
  <AuthLayout title={texts.notFound.title} lead={texts.notFound.text}>
    <Link className="button primary wide" to="/">
      {texts.notFound.home}
    </Link>
  </AuthLayout>
)

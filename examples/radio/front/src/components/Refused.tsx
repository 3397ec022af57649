import { Link } from 'react-router'
import { texts } from '../lib/language.ts'
import { PageTitle } from './PageTitle.tsx'

/** What somebody sees who opens a page that is not for them. */
export const Refused = () => (
  <>
    <PageTitle title={texts.plan.refusedTitle} />
    <div className="card empty">
      <p>{texts.plan.refused}</p>
      <Link className="button" to="/">
        {texts.plan.home}
      </Link>
    </div>
  </>
)

import { isApiError } from '../app/api-error.ts'
import { t } from '../texts/index.ts'
import { Alert } from './Alert.tsx'

/** What could not be read, and another try. */
export function Failed({ error, retry }: { readonly error: unknown; readonly retry: () => unknown }) {
  return (
    <div className="failed">
      <Alert kind="error">{isApiError(error) && error.message ? error.message : t.errors.unavailable.text}</Alert>
      <button type="button" className="secondary" onClick={() => retry()}>
        {t.retry}
      </button>
    </div>
  )
}

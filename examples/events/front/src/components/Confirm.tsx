import { useState } from 'react'
import { isApiError } from '../app/api-error.ts'
import { t } from '../texts/index.ts'
import { Alert } from './Alert.tsx'
import { Dialog } from './Dialog.tsx'

interface Props {
  readonly title: string
  readonly text: string
  readonly action: string
  readonly isDangerous?: boolean
  /** Does it; what it throws is shown. */
  readonly run: () => Promise<unknown>
  readonly onClose: () => void
}

/** Asks once more, does it, and says why where it was refused. */
export function Confirm({ title, text, action, isDangerous = false, run, onClose }: Props) {
  const [state, setState] = useState<{ readonly busy: boolean; readonly error: string | null }>({
    busy: false,
    error: null,
  })
  const go = async () => {
    setState({ busy: true, error: null })
    try {
      await run()
      onClose()
    } catch (error) {
      setState({ busy: false, error: isApiError(error) ? error.message : t.errors.network })
    }
  }
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{text}</p>
      {state.error && <Alert kind="error">{state.error}</Alert>}
      <div className="actions">
        <button type="button" className="secondary" onClick={onClose}>
          {t.cancel}
        </button>
        <button type="button" className={isDangerous ? 'danger' : 'primary'} onClick={go} disabled={state.busy}>
          {action}
        </button>
      </div>
    </Dialog>
  )
}

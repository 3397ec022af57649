import { Dialog } from '../../components/Dialog.tsx'
import { Notice } from '../../components/Notice.tsx'
import { api, type Person } from '../../lib/api.ts'
import { texts } from '../../lib/language.ts'
import { useSend } from '../../lib/use-send.ts'
import { nameOf } from './UserTable.tsx'

interface Props {
  readonly person: Person
  readonly onClose: () => void
  readonly onDone: (person: Person) => void
}

export function SuspendUser({ person, onClose, onDone }: Props) {
  const { run, isSending, error } = useSend(() => api.suspend(person.id))
  const { users } = texts
  return (
    <Dialog title={users.suspendTitle(nameOf(person))} onClose={onClose}>
      <p>{users.suspendText}</p>
      {error && <Notice kind="error">{error.message}</Notice>}
      <footer>
        <button type="button" onClick={onClose}>
          {texts.cancel}
        </button>
        <button
          type="button"
          className="primary"
          disabled={isSending}
          onClick={async () => {
            if (await run(undefined)) onDone(person)
          }}
        >
          {users.suspend}
        </button>
      </footer>
    </Dialog>
  )
}

import { useState } from 'react'
import { GenerateInviteLink } from '../../components/auth/GenerateInviteLink.tsx'
import { Notice } from '../../components/Notice.tsx'
import { PageTitle } from '../../components/PageTitle.tsx'
import { Refused } from '../../components/Refused.tsx'
import { api, type Person } from '../../lib/api.ts'
import { texts } from '../../lib/language.ts'
import { useMay, useSession } from '../../lib/session.ts'
import { useLoad } from '../../lib/use-load.ts'
import { useSend } from '../../lib/use-send.ts'
import { ResetLink } from './ResetLink.tsx'
import { SuspendUser } from './SuspendUser.tsx'
import { nameOf, UserTable } from './UserTable.tsx'

export function UserList() {
  return useMay()('can_view_users') ? <List /> : <Refused />
}

type Open = { readonly what: 'invite' } | { readonly what: 'suspend' | 'reset'; readonly person: Person } | null

function List() {
  const { session } = useSession()
  const may = useMay()
  const load = useLoad(api.users)
  const [query, setQuery] = useState('')
  const [open, setOpen] = useState<Open>(null)
  const [said, setSaid] = useState<string | null>(null)
  const reactivate = useSend((person: Person) => api.reactivate(person.id))
  const { users } = texts

  const changed = async (what: string) => {
    await load.reload()
    setSaid(what)
  }
  const onReactivate = async (person: Person) => {
    if (await reactivate.run(person)) await changed(users.reactivated(nameOf(person)))
  }
  const everybody = load.status === 'ready' ? load.data : []
  const sought = query.trim().toLowerCase()
  const found = everybody.filter(({ name, family_name, email, username }) =>
    `${name} ${family_name} ${email} ${username}`.toLowerCase().includes(sought),
  )
  return (
    <>
      <div className="title-row">
        <PageTitle title={users.title}>
          {load.status === 'ready' && <p className="lead">{users.lead(everybody.length)}</p>}
        </PageTitle>
        {may('can_edit_users') && (
          <button type="button" className="primary" onClick={() => setOpen({ what: 'invite' })}>
            {users.invite}
          </button>
        )}
      </div>
      {reactivate.error && <Notice kind="error">{reactivate.error.message}</Notice>}
      {said && <Notice kind="success">{said}</Notice>}
      {load.status === 'loading' && (
        <div className="card skeleton tall" role="status">
          <span className="visually-hidden">{texts.loading}</span>
        </div>
      )}
      {load.status === 'failed' && (
        <div className="card empty" role="alert">
          <p>{users.failed}</p>
          <button type="button" onClick={load.reload}>
            {texts.retry}
          </button>
        </div>
      )}
      {everybody.length > 1 && (
        <search>
          <input
            type="search"
            aria-label={users.search}
            placeholder={users.searchHint}
            value={query}
            onChange={(event) => setQuery(event.target.value)}
          />
        </search>
      )}
      {load.status === 'ready' && found.length > 0 && (
        <UserTable
          people={found}
          me={session?.me.user_id}
          onSuspend={may('can_desable_users') ? (person) => setOpen({ what: 'suspend', person }) : undefined}
          onReactivate={may('can_desable_users') ? onReactivate : undefined}
          onReset={may('can_edit_users') ? (person) => setOpen({ what: 'reset', person }) : undefined}
        />
      )}
      {load.status === 'ready' && found.length === 0 && <p className="card empty">{users.nobody(query.trim())}</p>}
      {everybody.length === 1 && may('can_edit_users') && <p className="card empty">{users.alone}</p>}
      {open?.what === 'invite' && <GenerateInviteLink onClose={() => setOpen(null)} />}
      {open?.what === 'reset' && <ResetLink person={open.person} onClose={() => setOpen(null)} />}
      {open?.what === 'suspend' && (
        <SuspendUser
          person={open.person}
          onClose={() => setOpen(null)}
          onDone={(person) => {
            setOpen(null)
            void changed(users.suspended(nameOf(person)))
          }}
        />
      )}
    </>
  )
}

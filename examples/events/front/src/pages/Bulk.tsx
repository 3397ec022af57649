import { type ChangeEvent, type SyntheticEvent, useId, useState } from 'react'
import { useMe } from '../app/use-me.ts'
import { Alert } from '../components/Alert.tsx'
import { Heading } from '../components/Heading.tsx'
import { Loading } from '../components/Loading.tsx'
import { Select } from '../components/Select.tsx'
import { CheckedList } from '../features/bulk/CheckedList.tsx'
import { type ListFault, readList } from '../features/bulk/read-list.ts'
import { SendingPanel } from '../features/bulk/SendingPanel.tsx'
import { rowOf, useCheck } from '../features/bulk/use-check.ts'
import { useSending } from '../features/bulk/use-sending.ts'
import { invitable } from '../features/people/roles.ts'
import { usePlace } from '../features/people/use-place.ts'
import { fill, roleName, t } from '../texts/index.ts'

const example = `email;role;events
jeanne@example.com;EVENT_MANAGER;gala
karim@example.com;CHECKIN_STAFF;gala opening
lucie@example.com;READONLY;`

export function Bulk() {
  const { account } = useMe()
  return account ? <BulkOf account={account.id} /> : <Loading />
}

function BulkOf({ account }: { readonly account: string }) {
  const { role, isSuper } = useMe()
  const { organizations, place, change, isLoading } = usePlace()
  const [text, setText] = useState('')
  const { check, start: startCheck, forget, fail } = useCheck()
  const { sending, start: send, forget: done } = useSending(account)
  const id = useId()
  if (isLoading) return <Loading />

  const submit = async (event: SyntheticEvent) => {
    event.preventDefault()
    const roles = new Map(
      invitable(role).flatMap((name) => [
        [name.toLowerCase(), name],
        [roleName(name).toLowerCase(), name],
      ]),
    )
    const read = await readList(text, { organizations, roles, place: isSuper && place !== '*' ? place : null })
    if ('kind' in read) fail(faultText(read))
    else await startCheck(read)
  }
  const upload = async (event: ChangeEvent<HTMLInputElement>) => {
    const [file] = event.target.files ?? []
    event.target.value = ''
    if (file) setText(await file.text())
  }
  const begin = () => {
    if (check.state !== 'checked') return
    send(check.lines.filter(({ problem }) => problem === null).map(rowOf))
    forget()
    setText('')
  }

  return (
    <>
      <Heading title={t.bulk.title} />
      {sending.state !== 'idle' ? (
        <SendingPanel sending={sending} place={isSuper ? place : ''} onAgain={done} />
      ) : check.state === 'checked' ? (
        <CheckedList lines={check.lines} organizations={organizations} onBack={forget} onSend={begin} />
      ) : (
        <>
          <p className="lead">{t.bulk.intro}</p>
          {check.state === 'failed' && <Alert kind="error">{check.why}</Alert>}
          <form className="card" onSubmit={submit}>
            {isSuper && (
              <Select
                label={t.fields.organization}
                value={place}
                onChange={(event) => change('org', event.target.value)}
              >
                {organizations.map(({ id: orgId, name }) => (
                  <option key={orgId} value={orgId}>
                    {name}
                  </option>
                ))}
              </Select>
            )}
            <div className="field">
              <label htmlFor={id}>{t.bulk.paste}</label>
              <textarea
                id={id}
                rows={10}
                value={text}
                onChange={(event) => setText(event.target.value)}
                aria-describedby={`${id}-hint`}
                spellCheck={false}
                placeholder={example}
                required
              />
              <p className="hint" id={`${id}-hint`}>
                {t.bulk.hint}
              </p>
            </div>
            <div className="actions split">
              <span className="buttons">
                <label className="button secondary file">
                  {t.bulk.upload}
                  <input type="file" accept=".csv,.tsv,.txt,text/csv" onChange={upload} />
                </label>
                <button type="button" className="quiet" onClick={() => setText(example)}>
                  {t.bulk.example}
                </button>
              </span>
              <button type="submit" className="primary" disabled={check.state === 'checking'}>
                {t.bulk.check}
              </button>
            </div>
            {check.state === 'checking' && (
              <Loading text={fill(t.bulk.checking, check as { done: number; total: number })} />
            )}
          </form>
        </>
      )}
    </>
  )
}

function faultText(fault: ListFault): string {
  if (fault.kind === 'unreadable') return fill(t.bulk.unreadable, { why: fault.why })
  return fault.kind === 'none' ? t.bulk.none : t.bulk.columns
}

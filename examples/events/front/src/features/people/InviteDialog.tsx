import { type SyntheticEvent, useRef, useState } from 'react'
import { rolesWithEvents } from '../../../../src/roles.ts'
import { fieldError, isApiError } from '../../app/api-error.ts'
import { useMe } from '../../app/use-me.ts'
import { Alert } from '../../components/Alert.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { Field } from '../../components/Field.tsx'
import { Select } from '../../components/Select.tsx'
import { fill, roleName, t } from '../../texts/index.ts'
import type { Organization } from '../auth/api/sessionApi.ts'
import { useInviteMutation } from './api/peopleApi.ts'
import { LinkToCopy } from './LinkToCopy.tsx'
import { invitable } from './roles.ts'

interface Props {
  readonly organizations: readonly Organization[]
  readonly place: string
  readonly onClose: () => void
}

export function InviteDialog({ organizations, place, onClose }: Props) {
  const { role: own, isSuper } = useMe()
  const [email, setEmail] = useState('')
  const [role, setRole] = useState('')
  const [orgId, setOrg] = useState(place === '*' ? '' : place)
  const [events, setEvents] = useState('')
  const [invite, { data, error, isLoading, reset }] = useInviteMutation()
  const key = useRef(crypto.randomUUID())
  const eventIds = events
    .split(',')
    .map((id) => id.trim())
    .filter(Boolean)
  const submit = async (event: SyntheticEvent) => {
    event.preventDefault()
    const { error: refused } = await invite({
      email,
      role,
      ...(isSuper ? { orgId } : {}),
      ...(rolesWithEvents.has(role) && eventIds.length > 0 ? { eventIds } : {}),
      idempotencyKey: key.current,
    })
    // A lost answer may be asked for again; a refusal is answered by other data.
    if (!refused || (isApiError(refused) && refused.status !== 0)) key.current = crypto.randomUUID()
  }
  const another = () => {
    reset()
    setEmail('')
    setEvents('')
  }
  if (data)
    return (
      <Dialog title={t.invite.doneTitle} onClose={onClose}>
        <Alert kind="success">{fill(t.invite.done, { email: data.email })}</Alert>
        {data.url && <LinkToCopy url={data.url} />}
        <div className="actions">
          <button type="button" className="secondary" onClick={another}>
            {t.invite.another}
          </button>
          <button type="button" className="primary" onClick={onClose}>
            {t.close}
          </button>
        </div>
      </Dialog>
    )
  const hasFields = isApiError(error) && error.fields.length > 0
  return (
    <Dialog title={t.invite.title} onClose={onClose}>
      {error && !hasFields && <Alert kind="error">{isApiError(error) ? error.message : t.errors.network}</Alert>}
      <form onSubmit={submit}>
        <Field
          label={t.fields.email}
          type="email"
          value={email}
          onChange={(event) => setEmail(event.target.value)}
          autoComplete="off"
          error={fieldError(error, 'email')}
          required
        />
        {isSuper ? (
          <Select
            label={t.fields.organization}
            value={orgId}
            onChange={(event) => setOrg(event.target.value)}
            error={fieldError(error, 'orgId')}
            required
          >
            <option value="">{t.invite.choose}</option>
            {organizations.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        ) : (
          <Field
            label={t.fields.organization}
            value={organizations.find(({ id }) => id === place)?.name ?? ''}
            hint={t.invite.preset}
            readOnly
          />
        )}
        <Select
          label={t.fields.role}
          value={role}
          onChange={(event) => setRole(event.target.value)}
          error={fieldError(error, 'role')}
          required
        >
          <option value="">{t.invite.chooseRole}</option>
          {invitable(own).map((name) => (
            <option key={name} value={name}>
              {roleName(name)}
            </option>
          ))}
        </Select>
        {rolesWithEvents.has(role) && (
          <Field
            label={t.fields.events}
            value={events}
            onChange={(event) => setEvents(event.target.value)}
            hint={t.invite.eventsHint}
            error={fieldError(error, 'eventIds') && t.invite.eventsWrong}
            autoComplete="off"
          />
        )}
        <div className="actions">
          <button type="button" className="secondary" onClick={onClose}>
            {t.cancel}
          </button>
          <button type="submit" className="primary" disabled={isLoading}>
            {t.invite.submit}
          </button>
        </div>
      </form>
    </Dialog>
  )
}

import { flags } from '../../../../src/flags.ts'
import type { Person } from '../../lib/api.ts'
import { texts } from '../../lib/language.ts'

/** What a person is called in the list: by the name they gave, or how they log in. */
export const nameOf = ({ name, family_name, username, email }: Person): string =>
  `${name} ${family_name}`.trim() || username || email

const initials = (person: Person): string =>
  nameOf(person)
    .split(/[\s@.]+/)
    .slice(0, 2)
    .map((word) => word.charAt(0).toUpperCase())
    .join('')

type Act = ((person: Person) => void) | undefined

interface Props {
  readonly people: readonly Person[]
  readonly me: number | undefined
  /** Left out where the reader may not do it. */
  readonly onSuspend: Act
  readonly onReactivate: Act
  readonly onReset: Act
}

export function UserTable({ people, me, onSuspend, onReactivate, onReset }: Props) {
  const { users } = texts
  const hasActions = onSuspend !== undefined || onReset !== undefined
  return (
    <div className="card table">
      <table>
        <thead>
          <tr>
            <th scope="col">{users.person}</th>
            <th scope="col">{users.contact}</th>
            <th scope="col">{users.state}</th>
            <th scope="col">{users.permissions}</th>
            {hasActions && (
              <th scope="col">
                <span className="visually-hidden">{users.actions}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {people.map((person) => {
            const isMe = person.id === me
            return (
              <tr key={person.id}>
                <th scope="row">
                  <div className="who">
                    <span className="avatar" aria-hidden="true">
                      {initials(person)}
                    </span>
                    <span>
                      <strong>
                        {nameOf(person)} {isMe && <span className="tag">{users.you}</span>}
                      </strong>
                      <span>{person.username && `@${person.username}`}</span>
                    </span>
                  </div>
                </th>
                <td data-label={users.contact}>
                  <span className="email">{person.email}</span>
                  <span className="soft">{person.phone_number}</span>
                </td>
                <td data-label={users.state}>
                  <span className={`badge ${person.state}`}>{users.states[person.state]}</span>
                </td>
                <td data-label={users.permissions} className="number">
                  {Object.values(person.permissions).filter(Boolean).length} / {flags.length}
                </td>
                {hasActions && (
                  <td className="actions">
                    {!isMe && person.state !== 'invited' && (
                      <Actions person={person} onSuspend={onSuspend} onReactivate={onReactivate} onReset={onReset} />
                    )}
                  </td>
                )}
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

function Actions({
  person,
  onSuspend,
  onReactivate,
  onReset,
}: Pick<Props, 'onSuspend' | 'onReactivate' | 'onReset'> & { readonly person: Person }) {
  const { users } = texts
  const button = (label: string, act: Act) =>
    act && (
      <button type="button" className="quiet" aria-label={users.of(label, nameOf(person))} onClick={() => act(person)}>
        {label}
      </button>
    )
  return (
    <>
      {person.state === 'active' && button(users.resetLink, onReset)}
      {person.state === 'active' ? button(users.suspend, onSuspend) : button(users.reactivate, onReactivate)}
    </>
  )
}

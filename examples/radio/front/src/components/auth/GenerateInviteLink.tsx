import { useState } from 'react'
import { type Flag, type Section, sections } from '../../../../src/flags.ts'
import { api, type Invite } from '../../lib/api.ts'
import { flagLabel, sectionLabel } from '../../lib/flag-label.ts'
import { texts } from '../../lib/language.ts'
import { useMay } from '../../lib/session.ts'
import { fieldError, useSend } from '../../lib/use-send.ts'
import { CopyLink } from '../CopyLink.tsx'
import { Dialog } from '../Dialog.tsx'
import { Field } from '../Field.tsx'
import { Form } from '../Form.tsx'
import { Notice } from '../Notice.tsx'

/** An e-mail in, a link out. */
export function GenerateInviteLink({ onClose }: { readonly onClose: () => void }) {
  const [made, setMade] = useState<(Invite & { readonly email: string }) | null>(null)
  const { invite } = texts
  if (made === null)
    return (
      <Dialog key="form" title={invite.title} onClose={onClose}>
        <InviteForm onMade={setMade} onClose={onClose} />
      </Dialog>
    )
  return (
    <Dialog key="made" title={invite.readyTitle} onClose={onClose}>
      <p>{made.email === '' ? invite.readyOpen : invite.readyFor(made.email)}</p>
      <CopyLink url={made.invite_url} expiresAt={made.expires_at} />
      <footer>
        <button type="button" onClick={() => setMade(null)}>
          {invite.another}
        </button>
        <button type="button" className="primary" onClick={onClose}>
          {texts.close}
        </button>
      </footer>
    </Dialog>
  )
}

interface FormProps {
  readonly onMade: (made: Invite & { readonly email: string }) => void
  readonly onClose: () => void
}

function InviteForm({ onMade, onClose }: FormProps) {
  const may = useMay()
  const [email, setEmail] = useState('')
  const [chosen, setChosen] = useState<readonly Flag[]>([])
  const { run, isSending, error } = useSend(() => api.generateInvite(email.trim(), chosen))
  const submit = async () => {
    const done = await run(undefined)
    if (done) onMade({ ...done.answer, email: email.trim() })
  }
  const wrong = fieldError(error, 'email')
  const { invite } = texts
  return (
    <Form onSubmit={submit}>
      <p className="lead">{invite.lead}</p>
      {error && !wrong && <Notice kind="error">{error.message}</Notice>}
      <Field
        label={invite.email}
        type="email"
        name="email"
        autoComplete="off"
        isOptional
        hint={invite.emailHint}
        value={email}
        onChange={(event) => setEmail(event.target.value)}
        error={wrong}
      />
      {may('can_assign_roles') && <Flags chosen={chosen} onChoose={setChosen} />}
      <footer>
        <button type="button" onClick={onClose}>
          {texts.cancel}
        </button>
        <button type="submit" className="primary" disabled={isSending}>
          {isSending ? invite.sending : invite.submit}
        </button>
      </footer>
    </Form>
  )
}

interface FlagsProps {
  readonly chosen: readonly Flag[]
  readonly onChoose: (chosen: readonly Flag[]) => void
}

/** What goes along with the invitation: nobody gives what they do not hold, so only that is offered. */
function Flags({ chosen, onChoose }: FlagsProps) {
  const may = useMay()
  const without = (gone: readonly Flag[]) => chosen.filter((flag) => !gone.includes(flag))
  const { invite } = texts
  return (
    <details className="flags">
      <summary>
        {invite.permissions} <span className="count">{invite.chosen(chosen.length)}</span>
      </summary>
      {(Object.keys(sections) as Section[]).map((section) => {
        const offered = (sections[section] as readonly Flag[]).filter(may)
        if (offered.length === 0) return null
        const areAll = offered.every((flag) => chosen.includes(flag))
        return (
          <fieldset key={section}>
            <legend>{sectionLabel(section)}</legend>
            <button
              type="button"
              className="quiet"
              aria-label={`${sectionLabel(section)} : ${areAll ? invite.none : invite.all}`}
              onClick={() => onChoose(areAll ? without(offered) : [...without(offered), ...offered])}
            >
              {areAll ? invite.none : invite.all}
            </button>
            {offered.map((flag) => (
              <label key={flag} className="check" title={flag}>
                <input
                  type="checkbox"
                  checked={chosen.includes(flag)}
                  onChange={(event) => onChoose(event.target.checked ? [...chosen, flag] : without([flag]))}
                />
                {flagLabel(flag)}
              </label>
            ))}
          </fieldset>
        )
      })}
    </details>
  )
}

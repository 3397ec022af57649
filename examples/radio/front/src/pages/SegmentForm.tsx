import { useState } from 'react'
import { useLocation, useNavigate } from 'react-router'
import type { ShowPlan } from '../../../src/show-plan.ts'
import { Field, Select, TextArea } from '../components/Field.tsx'
import { Form } from '../components/Form.tsx'
import { PageTitle } from '../components/PageTitle.tsx'
import { Refused } from '../components/Refused.tsx'
import { texts } from '../lib/language.ts'
import { useMay } from '../lib/session.ts'
import { emptyPlan, keepDraft, readDraft } from '../lib/show-plan-draft.ts'

export function SegmentForm() {
  return useMay()('can_create_showplan') ? <NewSegment /> : <Refused />
}

function NewSegment() {
  const navigate = useNavigate()
  const handedAlong: ShowPlan | undefined = useLocation().state?.plan
  const [plan] = useState(() => readDraft() ?? handedAlong ?? emptyPlan)
  const [title, setTitle] = useState('')
  const [kind, setKind] = useState('')
  const [duration, setDuration] = useState('5')
  const [notes, setNotes] = useState('')
  const [hasTried, setTried] = useState(false)
  const minutes = Number(duration)
  const isTime = Number.isInteger(minutes) && minutes >= 1 && minutes <= 600

  /** The show plan goes back as it came, with or without the new segment; this page leaves the history. */
  const goBack = (next: ShowPlan) => navigate('/showplans/new', { replace: true, state: { plan: next } })
  const submit = () => {
    setTried(true)
    if (title.trim() === '' || !isTime) return
    const next = { ...plan, segments: [...plan.segments, { title: title.trim(), kind, duration: minutes, notes }] }
    keepDraft(next)
    goBack(next)
  }
  const { segment } = texts
  return (
    <>
      <PageTitle title={segment.title}>
        <p className="lead">{segment.lead(plan.title)}</p>
      </PageTitle>
      <Form onSubmit={submit} className="plan">
        <fieldset className="card" aria-label={segment.title}>
          <Field
            label={segment.name}
            maxLength={200}
            value={title}
            onChange={(event) => setTitle(event.target.value)}
            error={hasTried && title.trim() === '' ? texts.plan.missing : undefined}
          />
          <div className="two">
            <Select
              label={segment.kind}
              isOptional
              options={segment.kinds}
              value={kind}
              onChange={(event) => setKind(event.target.value)}
            />
            <Field
              label={segment.duration}
              type="number"
              min={1}
              max={600}
              inputMode="numeric"
              value={duration}
              onChange={(event) => setDuration(event.target.value)}
              error={hasTried && !isTime ? segment.durationWrong : undefined}
            />
          </div>
          <TextArea
            label={segment.notes}
            isOptional
            maxLength={2000}
            value={notes}
            onChange={(event) => setNotes(event.target.value)}
          />
        </fieldset>
        <div className="form-end">
          <button type="button" onClick={() => goBack(plan)}>
            {segment.back}
          </button>
          <button type="submit" className="primary">
            {segment.submit}
          </button>
        </div>
      </Form>
    </>
  )
}

import { useEffect, useState } from 'react'
import { useLocation, useNavigate } from 'react-router'
import type { Segment, ShowPlan } from '../../../src/show-plan.ts'
import { Field, Select, TextArea } from '../components/Field.tsx'
import { Form } from '../components/Form.tsx'
import { Notice } from '../components/Notice.tsx'
import { PageTitle } from '../components/PageTitle.tsx'
import { Refused } from '../components/Refused.tsx'
import { api } from '../lib/api.ts'
import { texts } from '../lib/language.ts'
import { useMay } from '../lib/session.ts'
import { dropDraft, emptyPlan, keepDraft, readDraft } from '../lib/show-plan-draft.ts'
import { useSend } from '../lib/use-send.ts'

export function CreateShowPlan() {
  return useMay()('can_create_showplan') ? <PlanForm /> : <Refused />
}

function PlanForm() {
  const navigate = useNavigate()
  const handedBack: ShowPlan | undefined = useLocation().state?.plan
  // What was typed last in this tab is the newest, whichever way led back here; where a browser keeps nothing, there is
  // what the segment's form hands back.
  const [start] = useState(() => readDraft() ?? handedBack ?? emptyPlan)
  const [title, setTitle] = useState(start.title)
  const [type, setType] = useState(start.type)
  const [date, setDate] = useState(start.date)
  const [time, setTime] = useState(start.time)
  const [description, setDescription] = useState(start.description)
  const [segments, setSegments] = useState(start.segments)
  const [hasTried, setTried] = useState(false)
  const plan: ShowPlan = { title, type, date, time, description, segments }
  const { run, isSending, error } = useSend(api.saveShowPlan)
  useEffect(
    () => keepDraft({ title, type, date, time, description, segments }),
    [title, type, date, time, description, segments],
  )

  const handleAddSegment = () => navigate('/showplans/new/segment', { state: { plan } })

  const missing = (value: string) => (hasTried && value.trim() === '' ? texts.plan.missing : undefined)
  const submit = async () => {
    setTried(true)
    if ([title, date, time].some((value) => value.trim() === '')) return
    if (!(await run(plan))) return
    dropDraft()
    navigate('/', { state: { saved: title } })
  }
  return (
    <>
      <PageTitle title={texts.plan.title}>
        <p className="lead">{texts.plan.lead}</p>
      </PageTitle>
      {error && <Notice kind="error">{error.message}</Notice>}
      {hasTried && !error && [title, date, time].some((value) => missing(value)) && (
        <Notice kind="error">{texts.errors.fields}</Notice>
      )}
      <Form onSubmit={submit} className="plan">
        <fieldset className="card">
          <legend>{texts.plan.show}</legend>
          <Field
            label={texts.plan.name}
            maxLength={200}
            value={title}
            onChange={(event) => setTitle(event.target.value)}
            error={missing(title)}
          />
          <div className="three">
            <Select
              label={texts.plan.type}
              isOptional
              options={texts.plan.types}
              value={type}
              onChange={(event) => setType(event.target.value)}
            />
            <Field
              label={texts.plan.date}
              type="date"
              value={date}
              onChange={(event) => setDate(event.target.value)}
              error={missing(date)}
            />
            <Field
              label={texts.plan.time}
              type="time"
              value={time}
              onChange={(event) => setTime(event.target.value)}
              error={missing(time)}
            />
          </div>
          <TextArea
            label={texts.plan.description}
            isOptional
            maxLength={5000}
            value={description}
            onChange={(event) => setDescription(event.target.value)}
          />
        </fieldset>
        <Segments
          segments={segments}
          onAdd={handleAddSegment}
          onRemove={(gone) => setSegments((all) => all.filter((segment) => segment !== gone))}
        />
        <div className="form-end">
          <p className="small">{texts.plan.kept}</p>
          <button type="submit" className="primary" disabled={isSending}>
            {isSending ? texts.plan.saving : texts.plan.save}
          </button>
        </div>
      </Form>
    </>
  )
}

interface SegmentsProps {
  readonly segments: readonly Segment[]
  readonly onAdd: () => void
  readonly onRemove: (segment: Segment) => void
}

function Segments({ segments, onAdd, onRemove }: SegmentsProps) {
  const minutes = segments.reduce((sum, { duration }) => sum + duration, 0)
  return (
    <section className="card segments" aria-labelledby="segments">
      <header>
        <h2 id="segments">{texts.plan.segments}</h2>
        <button type="button" onClick={onAdd}>
          {texts.plan.add}
        </button>
      </header>
      {segments.length === 0 ? (
        <p className="empty">{texts.plan.noSegments}</p>
      ) : (
        <>
          <ol>
            {segments.map((segment, n) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two segments may be alike, and none is moved.
              <li key={n}>
                <div>
                  <strong>{segment.title}</strong>
                  <span>
                    {[segment.kind, texts.plan.minutes(segment.duration), segment.notes].filter(Boolean).join(' · ')}
                  </span>
                </div>
                <button
                  type="button"
                  className="quiet"
                  aria-label={texts.plan.remove(segment.title)}
                  onClick={() => onRemove(segment)}
                >
                  {texts.plan.removeShort}
                </button>
              </li>
            ))}
          </ol>
          <p className="total">{texts.plan.total(minutes)}</p>
        </>
      )}
    </section>
  )
}

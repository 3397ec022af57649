import { useCallback, useEffect, useRef, useState } from 'react'
import { isApiError } from '../../app/api-error.ts'
import { useInviteManyMutation } from '../people/api/peopleApi.ts'
import { type Job, keepJob, keptJob, nextCall } from './job.ts'

export type Sending =
  | { readonly state: 'idle' }
  | {
      readonly state: 'sending' | 'done'
      readonly job: Job
      readonly isResumed: boolean
      readonly waitsFor: string | null
    }
  | { readonly state: 'failed'; readonly job: Job; readonly why: string }

const pause = (seconds: number) => new Promise((resolve) => setTimeout(resolve, seconds * 1000))

/** Sends a list in calls of 500 rows, one after the other, and goes on with one that a reload has interrupted. */
export function useSending(account: string) {
  const [sending, setSending] = useState<Sending>(() => resumed(account))
  const [inviteMany] = useInviteManyMutation()

  const run = useCallback(
    async (begun: Job, isResumed: boolean, isGone: () => boolean) => {
      let job = begun
      let turn = 0
      const show = (waitsFor: string | null) => setSending({ state: 'sending', job, isResumed, waitsFor })
      show(null)
      while (job.next < job.rows.length && !isGone()) {
        const call = nextCall(job)
        const idempotencyKey = turn === 0 ? call.idempotencyKey : `${call.idempotencyKey}-${turn}`
        const { data, error } = await inviteMany({ rows: call.rows, dryRun: false, idempotencyKey })
        if (isGone()) return
        if (data) {
          const left = data.rows.flatMap((row, n) =>
            row.ok ? [] : [{ email: call.rows[n]?.email ?? '', detail: row.detail }],
          )
          job = {
            ...job,
            next: job.next + call.rows.length,
            sent: job.sent + data.created,
            left: [...job.left, ...left],
          }
          turn = 0
          keepJob(account, job)
          show(null)
          continue
        }
        const { code = '', status = 0, message = '', retryAfterSeconds = null } = isApiError(error) ? error : {}
        // Somebody has answered meanwhile, so it is not the same call: who is invited already is refused, and nobody twice.
        if (code === 'idempotency_mismatch' && turn < 3) turn++
        else if (status === 0 || status === 429 || status >= 500) {
          show(message)
          await pause(retryAfterSeconds ?? 3)
        } else return setSending({ state: 'failed', job, why: message })
      }
      if (isGone()) return
      keepJob(account, null)
      setSending({ state: 'done', job, isResumed, waitsFor: null })
    },
    [account, inviteMany],
  )

  const start = (rows: Job['rows']) => {
    const job = { id: crypto.randomUUID(), rows, next: 0, sent: 0, left: [] }
    keepJob(account, job)
    setSending({ state: 'sending', job, isResumed: false, waitsFor: null })
  }

  const id = sending.state === 'sending' ? sending.job.id : null
  const current = useRef(sending)
  current.current = sending
  useEffect(() => {
    const { current: now } = current
    if (id === null || now.state !== 'sending') return
    let isGone = false
    void run(keptJob(account) ?? now.job, now.isResumed, () => isGone)
    return () => {
      isGone = true
    }
  }, [id, account, run])

  const forget = () => {
    keepJob(account, null)
    setSending({ state: 'idle' })
  }
  return { sending, start, forget }
}

function resumed(account: string): Sending {
  const job = keptJob(account)
  return job === null ? { state: 'idle' } : { state: 'sending', job, isResumed: true, waitsFor: null }
}

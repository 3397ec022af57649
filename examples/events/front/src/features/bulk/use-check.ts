import { useRef, useState } from 'react'
import { isApiError } from '../../app/api-error.ts'
import { t } from '../../texts/index.ts'
import { type BulkVerdict, useInviteManyMutation } from '../people/api/peopleApi.ts'
import { ROWS_OF_A_CALL } from './job.ts'
import type { Line } from './read-list.ts'

/** A line with what would become of it. */
export interface CheckedLine extends Line {
  /** Null when it can be sent. */
  readonly problem: string | null
}

export type Check =
  | { readonly state: 'none' }
  | { readonly state: 'checking'; readonly done: number; readonly total: number }
  | { readonly state: 'failed'; readonly why: string }
  | { readonly state: 'checked'; readonly lines: readonly CheckedLine[] }

/** Asks the server what would become of each line, 500 at a time. Nothing is written. */
export function useCheck() {
  const [check, setCheck] = useState<Check>({ state: 'none' })
  const [inviteMany] = useInviteManyMutation()
  const turn = useRef(0)

  const start = async (lines: readonly Line[]) => {
    const mine = ++turn.current
    const seen = new Set<string>()
    const isTwice = ({ email }: Line) => seen.size === seen.add(email.trim().toLowerCase()).size
    const twice = new Set(lines.filter((line) => line.email !== '' && isTwice(line)))
    const asked = lines.filter((line) => !twice.has(line))
    const problems = new Map<Line, string | null>([...twice].map((line) => [line, t.bulk.twice]))
    for (let from = 0; from < asked.length; from += ROWS_OF_A_CALL) {
      setCheck({ state: 'checking', done: from, total: asked.length })
      const part = asked.slice(from, from + ROWS_OF_A_CALL)
      const { data, error } = await inviteMany({ rows: part.map(rowOf), dryRun: true })
      if (mine !== turn.current) return
      if (!data) return setCheck({ state: 'failed', why: isApiError(error) ? error.message : t.errors.network })
      data.rows.forEach((verdict, n) => {
        const line = part[n]
        if (line) problems.set(line, problemOf(verdict))
      })
    }
    setCheck({ state: 'checked', lines: lines.map((line) => ({ ...line, problem: problems.get(line) ?? null })) })
  }

  const forget = () => {
    turn.current++
    setCheck({ state: 'none' })
  }
  return { check, start, forget, fail: (why: string) => setCheck({ state: 'failed', why }) }
}

/** A line as the contract takes it. */
export const rowOf = ({ email, role, orgId, eventIds }: Line) => ({
  email,
  role,
  ...(orgId === undefined ? {} : { orgId }),
  ...(eventIds === undefined ? {} : { eventIds }),
})

function problemOf(verdict: BulkVerdict): string | null {
  if (verdict.ok) return null
  const [first] = verdict.fields
  if (verdict.code === 'role_unknown' || first?.field === 'role') return t.bulk.roleUnknown
  if (first?.field === 'orgId') return t.bulk.orgUnknown
  if (first?.field === 'eventIds') return `${t.fields.events}: ${t.invite.eventsWrong}`
  return first?.field === 'email' ? t.bulk.emailWrong : verdict.detail
}

import { type BulkResult, type CreateInvitationInput, InviteError } from 'invitekit'
import { type CallOf, defineContract } from 'invitekit/http'
import { type ContractDirectory, type PlacedRow, place } from './placing.ts'

interface BulkInput {
  /** As in `POST /invitations`: `{ email, role, orgId?, eventIds? }`. */
  readonly rows: unknown
  readonly dryRun?: boolean
}

/** A line of a file as the verb takes it; `email` and `role` must say something. */
function rowOf(value: unknown): CreateInvitationInput | InviteError {
  const isRow = typeof value === 'object' && value !== null && !Array.isArray(value)
  const { email, role, orgId, eventIds, ...others } = (isRow ? value : {}) as Readonly<Record<string, unknown>>
  const fields = [
    ...(email ? [] : [{ field: 'email', code: 'required' as const }]),
    ...(role ? [] : [{ field: 'role', code: 'required' as const }]),
    ...Object.keys(others).map((field) => ({ field: field.slice(0, 40), code: 'unknown_field' as const })),
  ]
  if (fields.length > 0) return new InviteError('invalid_input', { fields: fields.slice(0, 20) })
  const row = { email, role, ...(orgId ? { scope: orgId } : {}), ...(eventIds ? { metadata: { eventIds } } : {}) }
  return row as unknown as CreateInvitationInput
}

/** The names that the contract has for the verb's fields. */
const named: Readonly<Record<string, string>> = { scope: 'orgId', 'metadata.eventIds': 'eventIds' }

/** Invites up to 500 people: a verdict for each row, in order; the good ones in one commit. */
async function inviteMany(input: BulkInput, call: CallOf<'required'>, directory: ContractDirectory) {
  const { service, actor, locale, idempotencyKey } = call
  const { rows: sent, dryRun = false } = input
  if (!Array.isArray(sent) || sent.length === 0 || sent.length > 500)
    throw new InviteError('invalid_input', { fields: [{ field: 'rows', code: 'wrong' }] })
  if (typeof dryRun !== 'boolean')
    throw new InviteError('invalid_input', { fields: [{ field: 'dryRun', code: 'wrong' }] })
  const rows = sent.map(rowOf)
  const formed = rows.flatMap((row) => (row instanceof InviteError ? [] : [row]))
  const placed = (await place(service, actor, directory, formed)).values()
  const checked = rows.map((row) =>
    row instanceof InviteError ? row : (placed.next().value as PlacedRow | InviteError),
  )
  const good = checked.flatMap((row) => (row instanceof InviteError ? [] : [{ ...row, locale }]))
  const keyed = idempotencyKey === undefined ? {} : { idempotencyKey }
  const made =
    good.length === 0
      ? { rows: [], created: 0, replayed: false }
      : await service.invitations.createMany(good, { actor, dryRun, ...keyed })
  const verdicts = made.rows.values()
  const verdictOf = (row: PlacedRow | InviteError): BulkResult =>
    row instanceof InviteError
      ? { ok: false, code: row.code, fields: row.params.fields ?? [] }
      : (verdicts.next().value as BulkResult)
  return {
    rows: checked.map((row) => {
      const verdict = verdictOf(row)
      if (verdict.ok) return { ok: true, id: verdict.invitation.id, email: verdict.invitation.email }
      const fields = verdict.fields.map(({ field, code }) => ({ field: named[field] ?? field, code }))
      return { ok: false, code: verdict.code, detail: new InviteError(verdict.code).text(locale), fields }
    }),
    created: made.created,
    replayed: made.replayed,
  }
}

/** The contract's invitation, for many at once, in the place of the library's route. */
export const bulkContract = (directory: ContractDirectory) =>
  defineContract({}, (line) => [
    line({
      method: 'POST',
      path: '/invitations/bulk',
      session: 'required',
      status: 200,
      takes: 'json',
      limit: 512 * 1024,
      input: { rows: { required: true }, dryRun: 'dryRun' },
      call: (input: BulkInput, call) => inviteMany(input, call, directory),
      answer: (results) => results,
    }),
  ])

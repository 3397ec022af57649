import { accountOf } from '../../domain/actor.ts'
import { type Code, InviteError } from '../../domain/errors.ts'
import type { FieldError } from '../../domain/field-errors.ts'
import { invalidField } from '../../domain/invalid-field.ts'
import type { AuditEvent } from '../../domain/records.ts'
import type { CreateInvitation } from '../../domain/rules/create-invitation.ts'
import { createMany as createManyRule, type RowVerdict } from '../../domain/rules/create-many.ts'
import { actorOf } from '../actor-input.ts'
import type { Context } from '../context.ts'
import { decide, offerIds } from '../decide.ts'
import { forEvent, idempotentCall } from '../idempotency.ts'
import * as input from '../input.ts'
import { admitInvitations } from '../limit-mails.ts'
import { type HandedLink, mintLink } from '../links.ts'
import { createdPlan } from '../plans.ts'
import { type InvitationView, invitationView } from '../views.ts'
import { type CreateInvitationInput, type CreateInvitationOptions, createInputs, offerOf } from './create.ts'
import { readOffers } from './read-offers.ts'

const MAX_ROWS = 500

/** Who asks, how the links travel, and whether anything is written. */
export interface CreateManyOptions extends CreateInvitationOptions {
  /** Only say what would become of each row; nothing is written. */
  readonly dryRun?: boolean
}

/** What became of one row, in the order of the rows. */
export type BulkResult =
  | {
      /** Tells a good row from a bad one. */
      readonly ok: true
      /** The invitation that was made, or in a dry run would be. */
      readonly invitation: InvitationView
      /** Its link, once, when the delivery hands it back; never stored. */
      readonly url: string | null
      /** The secret in the link. */
      readonly token: string | null
    }
  | { readonly ok: false; readonly code: Code; readonly fields: readonly FieldError[] }

/** What became of a bulk. */
export interface BulkResults {
  /** A verdict for each row, in the order in which they were given. */
  readonly rows: readonly BulkResult[]
  /** How many were made. */
  readonly created: number
  /** True when an earlier call with the same key had made them: then without links. */
  readonly replayed: boolean
}

interface Bulk extends CreateManyOptions {
  readonly admit: (verdicts: readonly RowVerdict[]) => Promise<void>
}

type Checked =
  | { readonly command: CreateInvitation; readonly link: HandedLink | null }
  | { readonly error: InviteError }

/** Creates up to 500 invitations: a verdict for each row, one commit for the good ones. On lasting conflict, or where a commit would be too large for the storage, the rows are halved. */
export async function createMany(
  context: Context,
  values: readonly CreateInvitationInput[],
  options: CreateManyOptions,
): Promise<BulkResults> {
  const actor = actorOf(options)
  if (!Array.isArray(values) || values.length === 0) throw invalidField('rows', 'required')
  if (values.length > MAX_ROWS) throw invalidField('rows', 'too_large')
  const key =
    options.idempotencyKey === undefined
      ? undefined
      : input.parseField('idempotencyKey', input.idempotencyKey, options.idempotencyKey)
  const checked = values.map((value) => check(context, value, options))
  const areMailed = checked.some((row) => 'command' in row && row.command.delivery !== 'link')
  let areCounted = false
  const admit = async (verdicts: readonly RowVerdict[]) => {
    if (areCounted) return // halves of what was counted as a whole
    areCounted = true
    const good = verdicts.filter((verdict) => 'invitation' in verdict).length
    await admitInvitations(context, actor, areMailed ? 'mail' : 'link', good)
  }
  return commitRows(context, checked, { ...options, actor, admit }, key)
}

function check(context: Context, value: unknown, options: CreateManyOptions): Checked {
  try {
    const { command, delivery } = offerOf(context, value, options.delivery)
    const { link, ...by } = mintLink(context, 'invitation', delivery)
    return { command: { ...command, ...by, actor: options.actor, idempotency: null }, link }
  } catch (error) {
    if (error instanceof InviteError) return { error }
    throw error
  }
}

async function commitRows(
  context: Context,
  checked: readonly Checked[],
  options: Bulk,
  key: string | undefined,
): Promise<BulkResults> {
  try {
    return await commitOnce(context, checked, options, key)
  } catch (error) {
    const isTooMuch = error instanceof InviteError && (error.code === 'busy' || error.code === 'payload_too_large')
    if (!isTooMuch || checked.length === 1) throw error
    // A key names one commit: with one it is all or nothing, and the caller repeats the call.
    if (key !== undefined) throw error
    const middle = Math.ceil(checked.length / 2)
    const first = await commitRows(context, checked.slice(0, middle), options, undefined)
    const second = await commitRows(context, checked.slice(middle), options, undefined)
    return { rows: [...first.rows, ...second.rows], created: first.created + second.created, replayed: false }
  }
}

function commitOnce(
  context: Context,
  checked: readonly Checked[],
  options: Bulk,
  key: string | undefined,
): Promise<BulkResults> {
  const good = checked.flatMap((row) => ('command' in row ? [row.command] : []))
  const body = good.map(({ linkHash: _, ...asked }) => asked)
  const idempotent = idempotentCall<BulkResults>(
    { verb: 'invitations.createMany', caller: accountOf(options.actor) ?? 'system', key, body },
    async (event) => counted(results(checked, await earlierVerdicts(context, event), context.clock.now(), false), true),
  )
  return decide(context, {
    read: () => readOffers(context, good.map(createInputs)),
    rule: (snapshots, moment) => {
      const rows = good.flatMap((command, n) => {
        const snapshot = snapshots[n]
        if (snapshot === undefined) return []
        const ids = { ...moment.ids, ...offerIds(context, moment.now) }
        return [{ snapshot, command, moment: { now: moment.now, ids } }]
      })
      const { change, answer } = createManyRule(rows, context.policy, moment, forEvent(idempotent))
      return { change: options.dryRun ? null : change, answer }
    },
    admit: options.admit,
    view: (verdicts) => counted(results(checked, verdicts, context.clock.now(), !options.dryRun), false),
    idempotent: options.dryRun ? null : idempotent,
  })
}

/** The verdicts of an earlier call: its refusals from its first event, its invitations as they are now. */
async function earlierVerdicts(context: Context, { id, data }: AuditEvent): Promise<readonly RowVerdict[]> {
  const codes = data['verdicts'] as readonly (Code | null)[]
  const events = codes.filter((code) => code === null).map((_, n) => ({ id: n === 0 ? id : `${id}.${n}` }))
  const made = (await context.storage.load(createdPlan, events)).flatMap(({ invitation }) => invitation ?? [])
  let next = 0
  return codes.map((code): RowVerdict => {
    const invitation = code === null ? made[next++] : undefined
    return invitation === undefined ? { refused: code ?? 'invitation_not_found' } : { invitation }
  })
}

/** The verdicts as the caller gets them; with links only where they were written just now. */
function results(
  checked: readonly Checked[],
  verdicts: readonly RowVerdict[],
  now: number,
  withLinks: boolean,
): BulkResult[] {
  let next = 0
  return checked.map((row): BulkResult => {
    if ('error' in row) return { ok: false, code: row.error.code, fields: row.error.params.fields ?? [] }
    const verdict = verdicts[next++]
    if (verdict === undefined) throw new TypeError('A row of the bulk has no verdict')
    if ('refused' in verdict) return { ok: false, code: verdict.refused, fields: verdict.fields ?? [] }
    const link = withLinks ? row.link : null
    return {
      ok: true,
      invitation: invitationView(verdict.invitation, now),
      url: link?.url ?? null,
      token: link?.token ?? null,
    }
  })
}

const counted = (rows: readonly BulkResult[], replayed: boolean): BulkResults => ({
  rows,
  created: rows.filter(({ ok }) => ok).length,
  replayed,
})

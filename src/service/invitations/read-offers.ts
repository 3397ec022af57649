import type { CreateSnapshot } from '../../domain/rules/create-invitation.ts'
import type { Inputs } from '../../ports/storage.ts'
import type { Context } from '../context.ts'
import { loadOne } from '../decide.ts'
import { createBeforehandPlan, createPlan } from '../plans.ts'

const without = <S extends object>(snapshot: S) => ({ ...snapshot, earlier: null })

/** What an offer is decided by. The invitation that an account was made for counts only where accounts are made beforehand. */
export const readOffer = async (context: Context, inputs: Inputs): Promise<CreateSnapshot> =>
  isBeforehand(context)
    ? loadOne(context, createBeforehandPlan, inputs)
    : without(await loadOne(context, createPlan, inputs))

/** The same for many offers, in one round trip. */
export const readOffers = async (context: Context, inputs: readonly Inputs[]): Promise<readonly CreateSnapshot[]> =>
  isBeforehand(context)
    ? context.storage.load(createBeforehandPlan, inputs)
    : (await context.storage.load(createPlan, inputs)).map(without)

const isBeforehand = ({ policy }: Context): boolean => policy.invitations.accounts === 'beforehand'

const adminVerbs = ['invite', 'assign', 'view', 'edit', 'suspend', 'reset', 'audit'] as const

/** What administrators do, each behind a flag that the host names. A verb without a flag is for `system` alone. */
export type AdminVerb = (typeof adminVerbs)[number]

type RoleDefinition<F extends string> =
  | readonly F[]
  | { readonly flags: 'all' | readonly F[]; readonly keepOne?: boolean }

/** What `definePermissions` takes. */
export interface PermissionsDefinition<F extends string, R extends string> {
  /** The closed list of flags. */
  readonly flags: readonly F[]
  /** A role is a set of flags; `keepOne`: its last active holder in a scope stays. */
  readonly roles?: { readonly [role in R]: RoleDefinition<NoInfer<F>> }
  /** Which role may invite to which. */
  readonly grants?: { readonly [role in NoInfer<R>]?: readonly NoInfer<R>[] }
  /** Which flag each administrative verb asks for. */
  readonly verbs?: { readonly [verb in AdminVerb]?: NoInfer<F> }
}

/** A set of flags as one number: 63 are as cheap as 5. */
export type Mask = bigint

/** The compiled permissions: data for the rules. */
export interface Permissions<F extends string = string, R extends string = string> {
  /** Every flag, in the order of the definition: the n-th has the n-th bit. */
  readonly flags: readonly F[]
  /** Every role. */
  readonly roles: readonly R[]
  /** Names the flags and roles for the types; holds nothing at run time. */
  readonly names?: { readonly flag: F; readonly role: R }
  /** The bit of each flag. */
  readonly bits: ReadonlyMap<string, Mask>
  /** The flags of each role. */
  readonly roleMasks: ReadonlyMap<string, Mask>
  /** The roles whose last active holder in a scope stays. */
  readonly keepOne: ReadonlySet<string>
  /** The roles that each role may invite to. */
  readonly grants: ReadonlyMap<string, ReadonlySet<string>>
  /** The flag that each administrative verb asks for; a verb that is missing is for the system alone. */
  readonly verbs: ReadonlyMap<AdminVerb, Mask>
}

/**
 * Declares who may do what: flags are a closed list, a role is a set of flags, `grants` says which role may invite which.
 * A misspelt name does not compile, and throws a `TypeError` where types are not looked at.
 *
 * @example
 * const permissions = definePermissions({
 *   flags: ['people.view', 'people.invite'],
 *   roles: { owner: { flags: 'all', keepOne: true }, member: ['people.view'] },
 *   grants: { owner: ['owner', 'member'] },
 *   verbs: { invite: 'people.invite', view: 'people.view' },
 * })
 */
export function definePermissions<const F extends string, const R extends string = never>(
  definition: PermissionsDefinition<F, R>,
): Permissions<F, R> {
  const bits = new Map<string, Mask>(definition.flags.map((flag, n) => [flag, 1n << BigInt(n)]))
  if (bits.size !== definition.flags.length) throw new TypeError('"flags" names one flag twice')
  const all = (1n << BigInt(bits.size)) - 1n
  const roleMasks = new Map<string, Mask>()
  const keepOne = new Set<string>()
  for (const [role, value] of Object.entries<RoleDefinition<F>>(definition.roles ?? {})) {
    const { flags, keepOne: keep = false } = 'flags' in value ? value : { flags: value }
    roleMasks.set(role, flags === 'all' ? all : sum(bits, flags, `roles.${role}`))
    if (keep) keepOne.add(role)
  }
  const grants = new Map<string, ReadonlySet<string>>()
  for (const [role, granted] of Object.entries<readonly R[] | undefined>(definition.grants ?? {})) {
    for (const name of [role, ...(granted ?? [])])
      if (!roleMasks.has(name)) throw new TypeError(`"grants" names the unknown role "${name}"`)
    grants.set(role, new Set(granted))
  }
  const verbs = new Map<AdminVerb, Mask>()
  for (const [verb, flag] of Object.entries<F | undefined>(definition.verbs ?? {})) {
    if (!isAdminVerb(verb)) throw new TypeError(`"verbs.${verb}" is not a verb: there are ${adminVerbs.join(', ')}`)
    if (flag !== undefined) verbs.set(verb, sum(bits, [flag], `verbs.${verb}`))
  }
  return Object.freeze({
    flags: Object.freeze([...definition.flags]),
    roles: [...roleMasks.keys()] as R[],
    bits,
    roleMasks,
    keepOne,
    grants,
    verbs,
  })
}

const isAdminVerb = (verb: string): verb is AdminVerb => adminVerbs.some((one) => one === verb)

function sum(bits: ReadonlyMap<string, Mask>, flags: readonly string[], option: string): Mask {
  let mask = 0n
  for (const flag of flags) {
    const bit = bits.get(flag)
    if (bit === undefined) throw new TypeError(`"${option}" names the unknown flag "${flag}"`)
    mask |= bit
  }
  return mask
}

/** The mask of a list of stored flags; a flag that the list of today no longer has counts for nothing. */
export function maskOf(permissions: Permissions, flags: readonly string[]): Mask {
  let mask = 0n
  for (const flag of flags) mask |= permissions.bits.get(flag) ?? 0n
  return mask
}

/** The flags of a role; a role of yesterday that is gone has none. */
export const roleMask = (permissions: Permissions, role: string | null): Mask =>
  role === null ? 0n : (permissions.roleMasks.get(role) ?? 0n)

/** Whether `held` has every flag of `asked`. */
export const covers = (held: Mask, asked: Mask): boolean => (asked & ~held) === 0n

/** The names in a mask, sorted, as they are stored. */
export const flagsIn = (permissions: Permissions, mask: Mask): string[] =>
  permissions.flags.filter((flag) => (mask & (permissions.bits.get(flag) ?? 0n)) !== 0n).sort()

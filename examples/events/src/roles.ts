const staff = ['EVENT_MANAGER', 'CHECKIN_STAFF', 'PARTNER', 'READONLY'] as const

/** The ladder, from the top. Server and pages read it from here. */
export const roles = ['SUPER_ADMIN', 'ORG_ADMIN', 'ORG_MANAGER', ...staff] as const

export type Role = (typeof roles)[number]

/** Whom each role may invite; the others invite nobody. */
export const grants = {
  SUPER_ADMIN: ['ORG_ADMIN', 'ORG_MANAGER', ...staff],
  ORG_ADMIN: ['ORG_ADMIN', 'ORG_MANAGER', ...staff],
  ORG_MANAGER: staff,
} as const satisfies { readonly [role in Role]?: readonly Role[] }

/** The roles whose invitation may name events. */
export const rolesWithEvents: ReadonlySet<string> = new Set<Role>(['EVENT_MANAGER', 'CHECKIN_STAFF', 'PARTNER'])

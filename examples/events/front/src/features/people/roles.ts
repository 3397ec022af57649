import { grants, roles } from '../../../../src/roles.ts'

/** The roles that somebody may invite to, from the top of the ladder. */
export const invitable = (role: string | null): readonly string[] => {
  const granted: readonly string[] = (grants as Readonly<Record<string, readonly string[]>>)[role ?? ''] ?? []
  return roles.filter((name) => granted.includes(name))
}

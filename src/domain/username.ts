// Letters, marks and digits of any script, joined by single dots, dashes or underscores; no `@`, so that it is never an address.
const shape = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}]*([._-][\p{L}\p{N}][\p{L}\p{M}\p{N}]*)*$/u

// What nobody can see would make a second name that looks like the first.
const invisible = /\p{Default_Ignorable_Code_Point}/u

/** A user name as it is shown and as it is compared (`Ada` and `ada` are one), or null when it is not one (2 to 64 characters). */
export function canonicalUsername(input: string): { readonly username: string; readonly usernameKey: string } | null {
  if (input.length > 256) return null
  const username = input.trim().normalize('NFKC')
  const length = [...username].length
  if (length < 2 || length > 64 || !shape.test(username) || invisible.test(username)) return null
  return { username, usernameKey: username.toLowerCase().normalize('NFKC') }
}

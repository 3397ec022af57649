// Longer ones are refused for their length elsewhere; the rules are made for people, not for documents.
const longest = 1024

const load = () => Promise.all([import('./common-password-list.ts'), import('./obvious-password.ts')])
let loaded: ReturnType<typeof load> | undefined // asking for a module costs as much as looking into it

/**
 * Whether a password is one that an attacker tries first. It is compared in lower case, after NFC normalisation.
 *
 * It is when it stands on the bundled list (more than 13,000: the most frequent of leaked ones, and French ones), or
 * when it is obvious: a repetition or a run of keys at any length, and from 15 code points on a common password with
 * padding or two of them glued together. Both follow NIST SP 800-63B-4 §3.1.1.2 and OWASP ASVS 5 6.2.4 and 6.2.12.
 * Anything of more than 1,024 UTF-16 units is not looked at and counts as uncommon.
 *
 * The first call loads the list as a chunk of its own (about 45 kB gzipped); later ones take less than a millisecond.
 *
 * @example
 * await isCommonPassword('Password123') // true
 * await isCommonPassword('correct horse battery staple') // false
 */
export async function isCommonPassword(password: string): Promise<boolean> {
  if (password.length > longest) return false
  loaded ??= load().catch((error: unknown) => {
    loaded = undefined // a chunk that could not be had is asked for again
    throw error
  })
  const [{ isListedPassword }, { isObviousPassword }] = await loaded
  return isListedPassword(password.normalize('NFC').toLowerCase()) || isObviousPassword(password, isListedPassword)
}

import { commonPasswords } from './data/common-passwords.ts'

const listed: ReadonlySet<string> = new Set(commonPasswords.trim().split(/\s+/))

/** Whether a password, NFC and in lower case, is on the bundled list. */
export function isListedPassword(password: string): boolean {
  return listed.has(password)
}

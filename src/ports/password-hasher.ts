/**
 * Makes and checks password hashes. A password comes as it was typed: an
 * implementation brings it to one form (NFC), and neither trims nor shortens it. It may take tens of
 * milliseconds, but off the event loop, and by default it is asked twice at once at most. What breaks (no memory, a
 * failed binding) rejects.
 */
export interface PasswordHasher {
  /**
   * Hashes a password that the policy has accepted; returns a self-describing (PHC) string. Each call takes a new salt,
   * so two hashes of one password differ.
   */
  hash(password: string): Promise<string>

  /**
   * `ok`: the password matches. `upgrade`: it matched, but the hash is weaker than what `hash` makes today, or was made
   * from another spelling of the password; the caller may store a new one. A hash that is malformed, unknown to the
   * implementation or beyond its limits matches nothing; it does not reject.
   */
  verify(password: string, hash: string): Promise<{ ok: boolean; upgrade: boolean }>
}

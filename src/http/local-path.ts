const HERE = 'http://localhost'

/**
 * A path of this site that came from outside, such as the page to go back to after a log-in; `otherwise` where it leads
 * elsewhere, or is none (open redirects: CWE-601).
 *
 * @example
 * console.log(localPath('/people?page=2', '/'), localPath('//evil.example', '/'))
 */
export function localPath(value: unknown, otherwise: string): string {
  // A browser takes `\` for `/`, and leaves out tabs and ends of lines: what it would make of it is what counts.
  if (typeof value !== 'string' || !value.startsWith('/') || !URL.canParse(value, HERE)) return otherwise
  const { origin, pathname, search, hash } = new URL(value, HERE)
  // `/.//evil.example` is a path of this site that reads as another one when it is said again.
  return origin === HERE && !pathname.startsWith('//') ? pathname + search + hash : otherwise
}

import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const text = readFileSync(join(import.meta.dirname, '../../docs/sql.md'), 'utf8')

/** A block of SQL in `docs/sql.md`, by the comment in its first line, as it stands there. */
export function sqlBlock(title: string): string {
  const found = [...text.matchAll(/^```sql\n(-- [^\n]*)\n(.*?)^```/gms)].find(([, first]) => first === `-- ${title}`)
  if (found === undefined) throw new Error(`docs/sql.md has no "${title}"`)
  return found[2] ?? ''
}

import type { Json, JsonValue } from '../../domain/records.ts'

type Branch = Map<string, Branch | string>

/** The parameters of a URL, nested as their brackets say: `fields[]=a`, `sort[0][field]=a`. */
export function readQuery(parameters: URLSearchParams): Json {
  const root: Branch = new Map()
  for (const [key, value] of parameters) {
    const [name = '', ...inner] = key.split(/\[|\]\[|\]$/).slice(0, key.endsWith(']') ? -1 : undefined)
    plant(root, [name, ...inner], value)
  }
  return Object.fromEntries([...root].map(([name, value]) => [name, grown(value)]))
}

function plant(branch: Branch, [name = '', ...inner]: readonly string[], value: string): void {
  const key = name === '' ? String(branch.size) : name
  if (inner.length === 0) return void branch.set(key, value)
  const known = branch.get(key)
  const next: Branch = typeof known === 'object' ? known : new Map()
  branch.set(key, next)
  plant(next, inner, value)
}

/** What has only numbers for names is a list. */
function grown(value: Branch | string): JsonValue {
  if (typeof value === 'string') return value
  const parts = [...value].map(([name, part]) => [name, grown(part)] as const)
  return parts.every(([name]) => /^\d+$/.test(name)) ? parts.map(([, part]) => part) : Object.fromEntries(parts)
}

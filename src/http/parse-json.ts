import { invalidField } from '../domain/invalid-field.ts'
import { repeatedField } from './fields.ts'

/** Parses JSON. Of two keys of one name each parser takes the one it likes (ASVS 1.5.3): such a text is refused. */
export function parseJson(text: string): unknown {
  const value = parsed(text)
  // Of what is known to be JSON: a string before a colon is a key.
  const objects: Set<string>[] = []
  for (const [token] of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"\s*:?|[{}]/g)) {
    if (token === '{') objects.push(new Set())
    else if (token === '}') objects.pop()
    else if (token.endsWith(':')) addKey(objects.at(-1), JSON.parse(token.slice(0, -1)))
  }
  return value
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw invalidField('body', 'invalid_json')
  }
}

function addKey(keys: Set<string> | undefined, key: string): void {
  // One of this name would reach a prototype somewhere further on: nobody means it well.
  if (key === '__proto__') throw invalidField('__proto__', 'unknown_field')
  if (keys?.has(key)) throw repeatedField(key, 'body')
  keys?.add(key)
}

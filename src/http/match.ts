import type { Route } from './route.ts'

/** What a path leads to. */
export interface Match {
  readonly route: Route | null
  readonly params: Readonly<Record<string, string>>
  /** The methods of this path; empty where there is none. */
  readonly allowed: readonly string[]
}

/** All routes of one pattern. The first of a method counts, so that a host's route comes before the library's. */
interface Place {
  readonly parts: readonly string[]
  readonly routes: Map<string, { readonly route: Route; readonly names: readonly string[] }>
}

const NOTHING: Match = { route: null, params: {}, allowed: [] }
const isName = (part: string): boolean => part.startsWith(':')
const pathOf = ({ parts }: Place): string => `/${parts.join('/')}`
const nameCount = ({ parts }: Place): number => parts.filter((part) => part === ':').length

/** Finds the route of a method and a path: exact, case-sensitive, segment by segment; fixed segments win over named ones. */
export function createMatch(routes: readonly Route[]): (method: string, path: string) => Match {
  const places = new Map<string, Place>()
  for (const route of routes) {
    const parts = route.path.split('/').slice(1)
    const pattern = parts.map((part) => (isName(part) ? ':' : part))
    const key = pattern.join('/')
    const place = places.get(key) ?? { parts: pattern, routes: new Map() }
    places.set(key, place)
    const names = parts.filter(isName).map((part) => part.slice(1))
    if (!place.routes.has(route.method)) place.routes.set(route.method, { route, names })
  }
  // Fixed segments win over named ones: the fewer names, the earlier.
  const ordered = [...places.values()].sort((a, b) => nameCount(a) - nameCount(b))
  const literal = new Map(ordered.filter((place) => nameCount(place) === 0).map((place) => [pathOf(place), place]))
  return (method, path) => {
    const found = literal.get(path)
    if (found !== undefined) return matched(found, method, [])
    const segments = decoded(path)
    const place = segments && ordered.find((one) => fits(one, segments))
    return place ? matched(place, method, segments) : NOTHING
  }
}

function matched({ parts, routes }: Place, method: string, segments: readonly string[]): Match {
  const found = routes.get(method === 'HEAD' ? 'GET' : method)
  const values = segments.filter((_, n) => parts[n] === ':')
  const methods = [...routes.keys()]
  return {
    route: found?.route ?? null,
    params: Object.fromEntries(found?.names.map((name, n) => [name, values[n] ?? '']) ?? []),
    allowed: methods.includes('GET') ? [...methods, 'HEAD'] : methods,
  }
}

const fits = ({ parts }: Place, segments: readonly string[]): boolean =>
  parts.length === segments.length && parts.every((part, n) => part === ':' || part === segments[n])

function decoded(path: string): readonly string[] | null {
  try {
    const segments = path.split('/').slice(1).map(decodeURIComponent)
    return path.startsWith('/') && segments.every((segment) => segment !== '' && !segment.includes('\0'))
      ? segments
      : null
  } catch {
    return null
  }
}

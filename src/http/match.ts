import type { Route } from './route.ts'

export interface Match {
  readonly route: Route | null
  readonly params: Readonly<Record<string, string>>
  /** The methods of this path; empty where there is none. */
  readonly allowed: readonly string[]
}

/** Finds the route of a path: exact, case-sensitive, segment by segment; fixed segments win over named ones. */
export function match(routes: readonly Route[], method: string, path: string): Match {
  const segments = decoded(path)
  if (segments === null) return { route: null, params: {}, allowed: [] }
  const onPath = routes.flatMap((route) => {
    const params = paramsOf(route.path.split('/').slice(1), segments)
    return params === null ? [] : [{ route, params }]
  })
  const fewest = Math.min(...onPath.map(({ params }) => Object.keys(params).length))
  const best = onPath.filter(({ params }) => Object.keys(params).length === fewest)
  const asked = method === 'HEAD' ? 'GET' : method
  const found = best.find(({ route }) => route.method === asked)
  const methods = best.map(({ route }) => route.method)
  return {
    route: found?.route ?? null,
    params: found?.params ?? {},
    allowed: methods.includes('GET') ? [...methods, 'HEAD'] : methods,
  }
}

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

function paramsOf(pattern: readonly string[], segments: readonly string[]): Record<string, string> | null {
  if (pattern.length !== segments.length) return null
  const params: Record<string, string> = {}
  for (const [n, part] of pattern.entries()) {
    const segment = segments[n] ?? ''
    if (part.startsWith(':')) params[part.slice(1)] = segment
    else if (part !== segment) return null
  }
  return params
}

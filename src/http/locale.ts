import type { Locale } from '../domain/errors.ts'

/** The language of `Accept-Language` (RFC 9110, 12.5.4) that is wanted most among those that every text exists in; the service's own otherwise. */
export function localeOf(header: string | null, otherwise: Locale): Locale {
  if (header === null) return otherwise
  const ranges = header.slice(0, 200).split(',').map(rangeOf)
  const [best] = ranges.filter(({ language, weight }) => isLocale(language) && weight > 0).sort(byWeight)
  return best === undefined ? otherwise : best.language === 'fr' ? 'fr' : 'en'
}

interface Range {
  readonly language: string
  readonly weight: number
}

function rangeOf(part: string): Range {
  const [tag = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase())
  const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2)
  return { language: tag.split('-')[0] ?? '', weight: quality === undefined ? 1 : Number(quality) }
}

const isLocale = (language: string): boolean => language === 'fr' || language === 'en'

// Stable: of two that are wanted alike the first one counts.
const byWeight = (a: Range, b: Range): number => b.weight - a.weight

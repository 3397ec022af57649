import type { Random } from '../ports/random.ts'

const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** A UUID of version 7 (RFC 9562, 5.7): the time in front, so that keys are made in the order in which lists read them. */
export function freshId(now: number, random: Random): string {
  const bytes = random.bytes(16)
  const at = (n: number): string => hex[bytes[n] ?? 0] ?? ''
  const time = now.toString(16).padStart(12, '0')
  const version = hex[((bytes[6] ?? 0) & 0x0f) | 0x70]
  const variant = hex[((bytes[8] ?? 0) & 0x3f) | 0x80]
  const node = at(10) + at(11) + at(12) + at(13) + at(14) + at(15)
  return `${time.slice(0, 8)}-${time.slice(8)}-${version}${at(7)}-${variant}${at(9)}-${node}`
}

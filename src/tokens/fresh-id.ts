import { bytesToHex } from '@noble/hashes/utils.js'
import type { Random } from '../ports/random.ts'

/** A UUID of version 7 (RFC 9562, 5.7): the time in front, so that keys are made in the order in which lists read them. */
export function freshId(now: number, random: Random): string {
  const bytes = random.bytes(16)
  const hex = now.toString(16).padStart(12, '0') + bytesToHex(bytes).slice(12)
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

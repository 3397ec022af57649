import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { webCryptoRandom } from '../../src/defaults/random.ts'
import { isSecret, mintSecret } from '../../src/tokens/secret.ts'
import { successorOf, successorSalt } from '../../src/tokens/successor.ts'

describe('the successor of a refresh token', () => {
  const token = mintSecret('refresh', webCryptoRandom)
  const salt = successorSalt(webCryptoRandom)

  it('is a refresh token, the same each time, and the HMAC that anybody can check', () => {
    const next = successorOf(token, salt)
    expect(isSecret('refresh', next)).toBe(true)
    expect(successorOf(token, salt)).toBe(next)
    expect(next.slice('ik_ref_'.length, -8)).toBe(createHmac('sha256', token).update(salt).digest('base64url'))
  })

  it('is another for another token or another salt', () => {
    expect(successorOf(mintSecret('refresh', webCryptoRandom), salt)).not.toBe(successorOf(token, salt))
    expect(successorOf(token, successorSalt(webCryptoRandom))).not.toBe(successorOf(token, salt))
  })
})

import { describe, expect, it } from 'vitest'
import { localPath } from '../../src/http.ts'

describe('a path of this site', () => {
  it.each(['/', '/people', '/people?page=2#ada', '/caf%C3%A9', '/a//b', '/?next=https://evil.example'])(
    'is %s',
    (path) => {
      expect(localPath(path, '/home')).toBe(path)
    },
  )

  it('is given as a browser would ask for it', () => {
    expect(localPath('/a/../b c', '/home')).toBe('/b%20c')
  })

  it.each([
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '/.//evil.example',
    '/..//evil.example',
    'javascript:alert(1)',
    'people',
    '',
    ' /people',
    'https:/people',
    '//',
    '//:@/',
    null,
    undefined,
    7,
    ['/people'],
  ])('is not %j', (value) => {
    expect(localPath(value, '/home')).toBe('/home')
  })
})

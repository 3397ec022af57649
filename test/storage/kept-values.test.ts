import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const script = fileURLToPath(new URL('./kept-values-process.ts', import.meta.url))

it.each(['statement', 'transaction', 'batch'])(
  'a commit as a %s leaves nothing of its values in what is kept',
  async (form) => {
    const child = fork(script, [form], { execArgv: [] })
    const [answer] = await once(child, 'message')
    expect(answer).toEqual({ isKept: false, isRead: true })
  },
)

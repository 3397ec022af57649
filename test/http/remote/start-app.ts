import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { RemoteApp } from './remote-mount.ts'

interface Command {
  readonly command: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  /** Finds the port in what the process says. */
  readonly port: RegExp
}

const PATIENCE = 60_000 // milliseconds: other tests may have the processors

/** Starts an app and waits until it says where it listens. */
export async function startApp({ command, args, cwd, env = {}, port: said }: Command): Promise<RemoteApp> {
  const { PATH = '', HOME = '' } = process.env
  const child = spawn(command, args, { cwd, env: { PATH, HOME, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  const gone = once(child, 'exit')
  let output = ''
  const port = await new Promise<number>((resolve, reject) => {
    const complain = () => reject(new Error(`${command} ${args.join(' ')} does not listen:\n${output}`))
    const timer = setTimeout(complain, PATIENCE)
    const hear = (chunk: Buffer) => {
      output = (output + chunk).slice(-20_000)
      const found = said.exec(output)?.[1]
      if (found === undefined) return
      clearTimeout(timer)
      resolve(Number(found))
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.once('exit', complain)
    child.once('error', reject)
  })
  return {
    port,
    stop: async () => {
      child.kill('SIGTERM')
      await Promise.race([gone, new Promise((done) => setTimeout(done, 3000).unref())])
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
      await gone
    },
  }
}

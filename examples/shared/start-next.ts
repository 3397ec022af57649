import { spawn } from 'node:child_process'

interface Pages {
  /** The folder of the example. */
  readonly folder: string
  readonly host: string
  readonly port: number
  /** What the pages find in their environment beside that of this process. The password of the first administrator is not for them. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** What is done when they have ended. */
  readonly afterwards: () => Promise<unknown>
}

/** `next start` as a process that ends with this one. Says when it is ready. */
export function startNext({ folder, host, port, env, afterwards }: Pages): void {
  const { ADMIN_PASSWORD: _, ...rest } = process.env
  const pages = spawn(
    process.execPath,
    ['node_modules/next/dist/bin/next', 'start', '--hostname', host, '--port', String(port)],
    {
      cwd: folder,
      env: { ...rest, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', PORT: String(port), ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
      // Ctrl-C is for the whole group: this process ends the other one.
      detached: true,
    },
  )
  let isStopping = false
  pages.once('exit', async (code) => {
    await afterwards()
    process.exitCode = isStopping ? 0 : (code ?? 1)
  })
  process.once('exit', () => pages.kill('SIGTERM'))
  const stop = () => {
    isStopping = true
    pages.kill('SIGTERM')
  }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)

  // Asked over HTTP, another server on the same port might answer.
  let said = ''
  const hear = (chunk: Buffer) => {
    said += chunk
    if (!said.includes('Ready in')) return
    pages.stdout.off('data', hear)
    console.log(`ready http://localhost:${port}`)
  }
  pages.stdout.pipe(process.stdout)
  pages.stdout.on('data', hear)
}

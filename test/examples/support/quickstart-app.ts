import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../../../examples/quickstart', import.meta.url))

/** A mail as the development mailbox lists it. */
export interface Mail {
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly url: string | null
  readonly at: string
}

/** The running example: a process of its own, as a user starts it. */
export interface QuickstartApp {
  readonly url: string
  /** The line with the link for the first owner, when there was one to print. */
  readonly bootstrapLink: string | undefined
  readonly output: () => string
  readonly mails: () => Promise<readonly Mail[]>
  /** The newest mail to an address, waited for; `after` leaves out those that were there before. */
  readonly mailTo: (address: string, after?: string) => Promise<Mail>
  readonly stop: () => Promise<number | null>
}

/** What `npm start` does before it serves: a fresh clone has neither dependencies nor a build. */
export function prepareQuickstart(): void {
  execFileSync(process.execPath, ['scripts/prepare.mjs'], { cwd: folder, stdio: 'inherit' })
}

export const newDatabaseFile = (): string => join(mkdtempSync(join(tmpdir(), 'invitekit-quickstart-')), 'quickstart.db')

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new TypeError('no port is free')
  return address.port
}

interface Start {
  readonly file: string
  readonly port: number
  readonly env?: Readonly<Record<string, string>>
}

export async function startQuickstart({ file, port, env = {} }: Start): Promise<QuickstartApp> {
  const { PATH = '' } = process.env
  const child = spawn(process.execPath, ['src/server.ts'], {
    cwd: folder,
    env: { PATH, PORT: String(port), INVITEKIT_DB: file, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
  const url = `http://localhost:${port}`
  await until(() => {
    if (child.exitCode !== null) throw new TypeError(`the quickstart ended:\n${output}`)
    return output.split('\n').includes(`ready ${url}`)
  }, `no "ready ${url}"`)
  const mails = async () => (await (await fetch(`${url}/dev/mail.json`)).json()) as readonly Mail[]
  const find = async (address: string, after: string) =>
    (await mails()).find((mail) => mail.to === address && mail.at > after)
  return {
    url,
    bootstrapLink: /http:\S+\/join#\S+/.exec(output)?.[0],
    output: () => output,
    mails,
    mailTo: (address, after = '') => until(() => find(address, after), `no mail to ${address}`),
    stop: () => stop(child),
  }
}

function stop(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return Promise.resolve(child.exitCode)
  return new Promise((resolve) => {
    child.once('exit', resolve)
    child.kill('SIGTERM')
  })
}

/** Asks again and again until there is an answer. */
export async function until<T>(ask: () => T | Promise<T>, complaint: string, seconds = 20): Promise<NonNullable<T>> {
  const end = Date.now() + seconds * 1000
  for (;;) {
    const answer = await ask()
    if (answer) return answer
    if (Date.now() > end) throw new TypeError(complaint)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

import type { ChildProcess } from 'node:child_process'
import type { ProofOptions, ProofStore } from './proof.ts'
import type { Scene } from './scene.ts'
import { type Order, PROOF_PROCESS, type ProofTask } from './serve-proof.ts'

type Endings = readonly string[]

/** A process of the proof. */
export interface ProofProcess {
  /** Tells it something: how the calls ended, or null where it died of that. */
  tell(order: Order): Promise<Endings | null>
  end(): void
}

const builtin = () => globalThis.process?.getBuiltinModule?.('node:child_process')

/** Why no case applies that needs other processes. */
export function processesExempt({ worker }: ProofOptions): string | null {
  if (worker === undefined) return 'the option "worker" is not given'
  return builtin() ? null : 'there are no child processes in this runtime'
}

// In the package all chunks lie beside the entry; in the source the entry is one folder up.
const isSource = import.meta.url.endsWith('.ts')
const kit = new URL(isSource ? '../testing.ts' : './testing.js', import.meta.url).href

/** Starts a process that has opened the data of a store. */
export async function startProcess(
  { worker = '' }: ProofOptions,
  store: ProofStore,
  { name: scene }: Scene,
  faults: boolean,
): Promise<ProofProcess> {
  const { shared } = store
  if (shared === undefined) throw new Error('The option "worker" is given, and the store has no "shared" for it')
  const task: ProofTask = { worker: String(worker), shared, scene, faults }
  const child = spawned(scriptFor(task), isSource || task.worker.endsWith('.ts'))
  const answer = await next(child)
  if (answer === null) throw new Error(`A process could not open the store: see what it printed`)
  return {
    tell: (order) => {
      const answered = next(child)
      child.send(order, () => undefined)
      return answered
    },
    end: () => void child.kill('SIGKILL'),
  }
}

// Compiling is most of what it takes to start: the next process finds it done. Without a flush nothing is kept of one that is killed.
const scriptFor = (task: ProofTask): string => `
  import module from 'node:module'
  module.enableCompileCache?.()
  const { serveProof } = await import(${JSON.stringify(kit)})
  await serveProof(${JSON.stringify(task)})
  module.flushCompileCache?.()
`

function spawned(script: string, isTyped: boolean): ChildProcess {
  const { process } = globalThis
  const strip = isTyped && !process.features.typescript ? ['--experimental-strip-types'] : []
  const child = builtin()?.spawn(process.execPath, [...strip, '--input-type=module', '--eval', script, PROOF_PROCESS], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  if (!child) throw new Error('There are no child processes in this runtime')
  return child
}

/** The next answer; null where the process ends first. */
function next(child: ChildProcess): Promise<Endings | null> {
  const { promise, resolve } = Promise.withResolvers<Endings | null>()
  const onMessage = (endings: unknown) => settle(endings as Endings)
  const onExit = () => settle(null)
  const settle = (answer: Endings | null) => {
    child.off('message', onMessage).off('exit', onExit)
    resolve(answer)
  }
  child.once('message', onMessage).once('exit', onExit)
  if (child.exitCode !== null || child.signalCode !== null) settle(null)
  return promise
}

import type { Capabilities } from '../ports/storage.ts'
import { isSame } from './check.ts'
import type { ProofCase, ProofError, ProofOptions, ProofReport, ProofStore } from './proof.ts'
import type { Scene } from './scene.ts'

/** What a storage can do where nobody says otherwise. */
const usual: Capabilities = { accountKeys: 'application', atomicCommit: true }

/** What the storage under proof declares. */
export const capabilitiesOf = ({ capabilities = usual }: ProofOptions): Capabilities => capabilities

/** Why no case applies that needs whole commits. */
export const atomicExempt = (options: ProofOptions): string | null =>
  capabilitiesOf(options).atomicCommit ? null : 'the storage declares atomicCommit: false'

/** Why no case applies that plays a scene. */
export function sceneExempt(options: ProofOptions, { sessions }: Scene): string | null {
  const isKept = sessions === undefined || capabilitiesOf(options).sessions !== 'opaque'
  return atomicExempt(options) ?? (isKept ? null : `the storage declares sessions: 'opaque'`)
}

/** What proves one thing. It may answer what it counted; what it throws is a broken promise. */
export type Proof = (store: ProofStore) => Promise<ProofReport | undefined>

interface CaseOptions {
  readonly exempt?: string | null
  /** How its store is opened, where not as usual. */
  readonly open?: () => Promise<ProofStore>
}

/** One case: opens a store, proves, closes, and says what broke. */
export function proofCase(
  options: ProofOptions,
  { group, name }: Pick<ProofCase, 'group' | 'name'>,
  prove: Proof,
  { exempt = null, open = () => options.open() }: CaseOptions = {},
): ProofCase {
  const run = async (): Promise<ProofReport> => {
    if (exempt !== null) return { rounds: 0, wrongWinners: 0, brokenPromises: [] }
    const report = await proved(options, open, prove)
    if (report.wrongWinners === 0 && report.brokenPromises.length === 0) return report
    const { rounds, wrongWinners, brokenPromises } = report
    const wrong = wrongWinners > 0 ? [`${wrongWinners} of ${rounds} rounds with wrong winners`] : []
    const message = [`${group}: ${name} (seed ${options.seed ?? 1})`, ...wrong, ...brokenPromises].join('\n  ')
    throw Object.assign(new Error(message), { name: 'ProofError', report }) satisfies ProofError
  }
  return { group, name, exempt, run }
}

async function proved(options: ProofOptions, open: () => Promise<ProofStore>, prove: Proof): Promise<ProofReport> {
  try {
    const store = await open()
    try {
      if (!isSame(store.storage.capabilities, capabilitiesOf(options)))
        throw new Error('The storage declares other capabilities than the option "capabilities"')
      return (await prove(bound(store))) ?? { rounds: 1, wrongWinners: 0, brokenPromises: [] }
    } finally {
      await store.close()
    }
  } catch (error) {
    return { rounds: 1, wrongWinners: 0, brokenPromises: causes(error) }
  }
}

/** A store whose verbs can be handed on by themselves, whatever it is made of. */
const bound = (store: ProofStore): ProofStore => ({
  storage: store.storage,
  rows: (kind) => store.rows(kind),
  close: () => store.close(),
  ...(store.shared && { shared: store.shared }),
})

/** What an error says, and what is behind it. */
const causes = (error: unknown): readonly string[] =>
  error instanceof Error ? [error.message, ...(error.cause ? causes(error.cause) : [])] : [String(error)]

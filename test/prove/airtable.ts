import type { ProofCase, ProofOptions } from '../../src/testing/proof.ts'
import { storageProof } from '../../src/testing/storage-proof.ts'
import { capabilities } from '../storage/airtable/support/capabilities.ts'
import { raceWithFaults } from '../storage/airtable/support/fault-race.ts'
import { logProtocol } from '../storage/airtable/support/log-protocol.ts'
import type { Protocol } from '../storage/airtable/support/protocol.ts'
import { openServed } from '../storage/airtable/support/served-store.ts'
import { testRegister } from '../storage/airtable/support/test-register.ts'
import { virtualProof } from '../storage/airtable/support/virtual-proof.ts'
import { type Cell, cellsWith, type Effort, type Place } from './cells.ts'

export const airtable: Place = {
  name: 'Airtable, log',
  server: { name: 'Airtable' },
  isolation: null,
  form: 'log',
  trouble: { name: 'emulated' },
}

const PORTION = 200

/** What needs processes over HTTP, everything else in a time that does not wait. */
function proof(options: Partial<ProofOptions>): readonly ProofCase[] {
  const worker = new URL('../storage/airtable/support/served-store.ts', import.meta.url)
  const open = () => openServed()
  const served = storageProof({ open, openWithFaults: openServed, worker, capabilities, callers: 4, ...options })
  const isServed = ({ group }: ProofCase) => group === 'processes' || group === 'crash'
  return [...virtualProof(options).filter((one) => !isServed(one)), ...served.filter(isServed)]
}

/** Four processes at one link, while Airtable does what it may do at its worst. */
const schedules = (name: string, target: number, protocolOf: (seed: number) => Protocol): Cell => ({
  engine: airtable,
  group: 'races',
  name: `one link, four processes, schedules of faults${name}`,
  exempt: null,
  portion: PORTION,
  target,
  first: 1,
  further: 2,
  async run(portion) {
    const broken: string[] = []
    for (let seed = portion * PORTION; seed < (portion + 1) * PORTION; seed++)
      for (const sentence of await raceWithFaults(seed, protocolOf(seed))) broken.push(`seed ${seed}: ${sentence}`)
    return { rounds: PORTION, wrongWinners: 0, brokenPromises: broken }
  },
})

const registered = (seed: number): Protocol =>
  logProtocol(undefined, { options: ({ time }) => ({ register: testRegister(time, seed) }), hidden: '5m' })

/** Every case on the emulator of Airtable. */
export const airtableCells = (effort: Effort): readonly Cell[] => [
  schedules('', 2000, () => logProtocol()),
  schedules(', a register decides', 1000, registered),
  ...cellsWith(airtable, false, effort, proof),
]

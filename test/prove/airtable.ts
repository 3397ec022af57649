import type { ProofCase, ProofOptions } from '../../src/testing/proof.ts'
import { storageProof } from '../../src/testing/storage-proof.ts'
import { capabilities } from '../storage/airtable/support/capabilities.ts'
import { raceWithFaults } from '../storage/airtable/support/fault-race.ts'
import { logProtocol } from '../storage/airtable/support/log-protocol.ts'
import { openServed } from '../storage/airtable/support/served-store.ts'
import { virtualProof } from '../storage/airtable/support/virtual-proof.ts'
import { type Cell, cellsWith, type Place } from './cells.ts'

export const airtable: Place = {
  name: 'Airtable, log',
  server: { name: 'Airtable' },
  isolation: null,
  form: 'log',
  trouble: { name: 'emulated' },
}

const SCHEDULES = 2000
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
const schedules: Cell = {
  engine: airtable,
  group: 'races',
  name: 'one link, four processes, schedules of faults',
  exempt: null,
  portion: PORTION,
  target: SCHEDULES,
  first: 1,
  further: 2,
  async run(portion) {
    const broken: string[] = []
    for (let seed = portion * PORTION; seed < (portion + 1) * PORTION; seed++)
      for (const sentence of await raceWithFaults(seed, logProtocol())) broken.push(`seed ${seed}: ${sentence}`)
    return { rounds: PORTION, wrongWinners: 0, brokenPromises: broken }
  },
}

/** Every case on the emulator of Airtable. */
export const airtableCells = (rounds: number | null): readonly Cell[] => [
  schedules,
  ...cellsWith(airtable, false, rounds, proof),
]

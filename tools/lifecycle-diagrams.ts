// Writes docs/lifecycles.md: a diagram and a table for each lifecycle, from the exported tables and nothing else.
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import {
  accountLifecycle,
  activationLifecycle,
  type Cell,
  challengeLifecycle,
  invitationLifecycle,
} from '../src/index.ts'

/** Where the page stands. */
export const page = fileURLToPath(new URL('../docs/lifecycles.md', import.meta.url))

type Table = Readonly<Record<string, Readonly<Record<string, Cell<string>>>>>

const lifecycles: Readonly<Record<string, Table>> = {
  Invitation: invitationLifecycle,
  Challenge: challengeLifecycle,
  Account: accountLifecycle,
  Activation: activationLifecycle,
}

const head = `# Lifecycles

What every event does in every state: the next state, or the code of the refusal. The rules ask these tables, so this is
what the library does and not what it should do. A state that no event leads to is made with its record, or computed when it
is read.

This page is made from the tables that \`invitekit\` exports (\`npm run docs:lifecycles\`); a test keeps both equal.
`

/** The whole page. */
export function lifecyclesPage(): string {
  const sections = Object.entries(lifecycles).map(
    ([name, table]) => `## ${name}\n\n\`\`\`mermaid\n${diagram(table)}\n\`\`\`\n\n${markdown(table)}\n`,
  )
  return [head, ...sections].join('\n')
}

/** A state diagram: one arrow from state to state, with the events that take it. A state that nothing leaves ends the life. */
export function diagram(table: Table): string {
  const lines = Object.entries(table).flatMap(([state, row]) => {
    const events = new Map<string, string[]>()
    for (const [event, cell] of Object.entries(row))
      if ('to' in cell) events.set(cell.to, [...(events.get(cell.to) ?? []), event])
    if (events.size === 0) return [`  ${state} --> [*]`]
    return [...events].map(([to, names]) => `  ${state} --> ${to}: ${names.join(', ')}`)
  })
  return ['stateDiagram-v2', ...lines].join('\n')
}

/** The table: a row for each event, a column for each state. */
export function markdown(table: Table): string {
  const states = Object.keys(table)
  const events = Object.keys(table[states[0] ?? ''] ?? {})
  const rows = events.map((event) => [event, ...states.map((state) => cellText(table[state]?.[event]))])
  return [['event', ...states], states.map(() => '---').concat('---'), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')
}

function cellText(cell: Cell<string> | undefined): string {
  if (cell === undefined) return ''
  return 'to' in cell ? `→ **${cell.to}**` : `\`${cell.refuse}\``
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(page, lifecyclesPage())

import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { entries } from './tsup.config.ts'

const browserTests = 'test/**/*.browser.test.ts'
/** The examples that take their time: `npm run test:examples`. */
const exampleTests = 'test/examples/{radio,events,garage,collaborators,quickstart-}*.test.ts'

// The code in documents imports the package by its name; here that is its source.
const alias = Object.entries(entries).map(([name, file]) => ({
  find: new RegExp(`^invitekit${name === 'index' ? '' : `/${name}`}$`),
  replacement: `${import.meta.dirname}/${file}`,
}))

export default defineConfig({
  test: {
    // A forgotten .only would make the rest of the suite vanish silently.
    allowOnly: false,
    // Much of the time is spent waiting for databases: two at once, also where there are two cores.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    coverage: { provider: 'v8', include: ['src/**', 'adapters/**'] },
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [browserTests, exampleTests],
          // Processes, not threads: native SQLite, child processes and process-wide state stay apart.
          pool: 'forks',
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'types',
          include: [],
          typecheck: { enabled: true, only: true, include: ['test/**/*.test-d.ts'], tsconfig: './tsconfig.json' },
        },
      },
      {
        test: {
          name: 'browser',
          include: [browserTests],
          exclude: [exampleTests],
          pool: 'forks',
          // A browser needs the machine for itself: one file at a time, and after the other projects.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'examples',
          include: [exampleTests],
          pool: 'forks',
          // Each file starts servers, databases and perhaps a browser.
          fileParallelism: false,
          sequence: { groupOrder: 2 },
          testTimeout: 120_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
})

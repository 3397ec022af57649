// Prints `N passed, N failed, N skipped` from vitest's own report and fails unless tests ran and all that ran passed.
import { readFileSync } from 'node:fs'

let report = {}
try {
  report = JSON.parse(readFileSync('.vitest-report.json', 'utf8'))
} catch {
  // No report: vitest did not come to its end, which counts as "no test ran".
}

const { numPassedTests: passed = 0, numFailedTests: failed = 0, numPendingTests = 0, numTodoTests = 0 } = report
console.log(`${passed} passed, ${failed} failed, ${numPendingTests + numTodoTests} skipped`)
// A file that fails to load has no failed test, but the report is not a success.
if (passed === 0 || failed > 0 || report.success !== true) process.exitCode = 1

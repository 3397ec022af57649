// Prints `N passed, N failed, N skipped` from vitest's own reports and fails unless tests ran and all that ran passed.
import { globSync, readFileSync } from 'node:fs'

const read = (file) => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    // No report: vitest did not come to its end, which counts as "no test ran".
    return {}
  }
}

const reports = ['.vitest-report.json', ...globSync('.vitest-report-examples*.json')].map(read)
const sum = (...counts) => reports.reduce((all, report) => counts.reduce((n, name) => n + (report[name] ?? 0), all), 0)

const failed = sum('numFailedTests')
console.log(`${sum('numPassedTests')} passed, ${failed} failed, ${sum('numPendingTests', 'numTodoTests')} skipped`)
// A file that fails to load has no failed test, but the report is not a success.
const isWhole = ({ numPassedTests = 0, success }) => numPassedTests > 0 && success === true
if (failed > 0 || !reports.every(isWhole)) process.exitCode = 1

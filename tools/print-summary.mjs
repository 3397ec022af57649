// Prints what failed, then `N passed, N failed, N skipped`, from vitest's own reports, and fails unless tests ran and
// all that ran passed. What failed stands at the end, where it is found in a log of a thousand lines.
import { globSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'

const MESSAGE_LINES = 12

const read = (file) => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    // No report: vitest did not come to its end, which counts as "no test ran".
    return {}
  }
}

const reports = ['.vitest-report.json', ...globSync('.vitest-report-examples*.json')].map(read)

const firstLines = (text = '') =>
  text
    .split('\n')
    .slice(0, MESSAGE_LINES)
    .map((line) => `    ${line}`)
    .join('\n')

const files = reports.flatMap(({ testResults = [] }) => testResults)
for (const { name, status, message, assertionResults } of files) {
  const failures = assertionResults.filter((test) => test.status === 'failed')
  for (const { fullName, failureMessages = [] } of failures) {
    console.log(`Failed: ${relative('.', name)}: ${fullName}\n${failureMessages.map(firstLines).join('\n')}`)
  }
  // A file that fails to load, or whose hook fails, has no failed test.
  if (status === 'failed' && failures.length === 0)
    console.log(`Failed: ${relative('.', name)}\n${firstLines(message)}`)
}

const sum = (...counts) => reports.reduce((all, report) => counts.reduce((n, name) => n + (report[name] ?? 0), all), 0)

const failed = sum('numFailedTests')
console.log(`${sum('numPassedTests')} passed, ${failed} failed, ${sum('numPendingTests', 'numTodoTests')} skipped`)
const isWhole = ({ numPassedTests = 0, success }) => numPassedTests > 0 && success === true
if (failed > 0 || !reports.every(isWhole)) process.exitCode = 1

import { readFileSync } from 'node:fs';

/** Prints `N passed, N failed, N skipped` of a test run's JSON report; a failed check counts as one failure. */

const [file = '', status = '0'] = process.argv.slice(2);
const report = JSON.parse(readFileSync(file, 'utf8')) as {
  numPassedTests: number;
  numFailedTests: number;
  numFailedTestSuites: number;
  numPendingTests: number;
  numTodoTests: number;
};
const failedCount = Math.max(report.numFailedTests, status === '0' ? 0 : 1);
const skippedCount = report.numPendingTests + report.numTodoTests;
process.stdout.write(`${report.numPassedTests} passed, ${failedCount} failed, ${skippedCount} skipped\n`);

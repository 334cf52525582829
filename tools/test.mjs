// npm test: installs, builds and tests every package, and closes with one line that counts them all.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { install, root, run, workspaces } from './workspace.mjs';

const installed = run(...install);
if (installed !== 0) process.exit(installed);

const reports = workspaces().map(({ folder }) => join(root, folder, '.test-report.json'));
for (const report of reports) rmSync(report, { force: true });

const status = run('pnpm', [
  'exec',
  'turbo',
  'run',
  'build',
  'test',
  '--continue',
  '--output-logs=new-only',
  ...process.argv.slice(2),
]);

const count = { passed: 0, failed: 0, skipped: 0 };
const failures = [];
for (const report of reports.filter((file) => existsSync(file))) {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
    readFileSync(report, 'utf8'),
  );
  count.passed += numPassedTests;
  count.failed += numFailedTests;
  count.skipped += numPendingTests + numTodoTests;
  // A file that could not be run has no failed test of its own.
  count.failed += testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.every((one) => one.status !== 'failed'),
  ).length;
  for (const { name, status, message, assertionResults } of testResults) {
    const failed = assertionResults.filter((one) => one.status === 'failed');
    if (status === 'failed' && failed.length === 0) failures.push({ name, title: 'could not be run', message });
    for (const one of failed) failures.push({ name, title: one.fullName, message: one.failureMessages.join('\n') });
  }
}
// Once more at the end: among the output of twenty packages nobody finds them.
for (const { name, title, message } of failures) {
  process.stdout.write(`\nFailed: ${relative(root, name)}: ${title}\n${message.slice(0, 2000)}\n`);
}
process.stdout.write(`\n${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped\n`);
const ok = status === 0 && count.passed > 0 && count.failed === 0;
process.exit(ok ? 0 : 1);

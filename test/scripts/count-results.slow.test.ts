import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { realModel } from '../fakes/real-models.ts';
import { PROJECT_ROOT } from '../workshop/source-files.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'sotto-results-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PASSED = { numPassedTests: 3, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [] };
const SKIPPED = {
  ...PASSED,
  numPendingTests: 1,
  testResults: [{ name: 'a.test.ts', assertionResults: [{ fullName: ' hears a call', status: 'skipped' }] }],
};

function count(
  report: object | undefined,
  status: string,
  env: NodeJS.ProcessEnv = {},
): { line: string; reported: string; code: number | null } {
  const file = path.join(folder, 'results.json');
  rmSync(file, { force: true });
  if (report) writeFileSync(file, JSON.stringify(report));
  const script = path.join(PROJECT_ROOT, 'scripts', 'count-results.ts');
  const {
    stdout,
    stderr,
    status: code,
  } = spawnSync(process.execPath, [script, file, status], {
    encoding: 'utf8',
    env: { ...process.env, SOTTO_WITHOUT_REAL_MODELS: '', ...env },
  });
  return { line: stdout, reported: stderr, code };
}

test('a run in which all passed is a success', () => {
  expect(count(PASSED, '0')).toEqual({ line: '3 passed, 0 failed, 0 skipped\n', reported: '', code: 0 });
});

test('a skipped test fails the run and is named', () => {
  expect(count(SKIPPED, '0')).toEqual({
    line: '3 passed, 0 failed, 1 skipped\n',
    reported: 'skipped: a.test.ts: hears a call\n',
    code: 1,
  });
});

test('where real weights are declared missing, their tests may be skipped, and no others', () => {
  const env = { SOTTO_WITHOUT_REAL_MODELS: '1' };
  const title = `real models (skipped: ${realModel('whisperSherpa', '/nowhere').missing})`;
  const ofModels = { name: 'b.test.ts', assertionResults: [{ fullName: title, status: 'skipped' }] };
  const report = { ...SKIPPED, testResults: [ofModels] };
  expect(count(report, '0', env)).toEqual({
    line: '3 passed, 0 failed, 1 skipped\n',
    reported: `skipped as allowed: b.test.ts: ${title}\n`,
    code: 0,
  });
  expect(count(report, '0').code).toBe(1);
  expect(count(SKIPPED, '0', env).code).toBe(1);
  const both = { ...SKIPPED, numPendingTests: 2, testResults: [ofModels, ...SKIPPED.testResults] };
  expect(count(both, '0', env).code).toBe(1);
});

test('a test that needed a second try passes and is named with what failed first', () => {
  const assertion = {
    fullName: ' hears a call',
    status: 'passed',
    failureMessages: ['AssertionError: expected 1 to be 2\n    at a.test.ts:3:41'],
  };
  const report = { ...PASSED, testResults: [{ name: 'a.test.ts', assertionResults: [assertion] }] };
  expect(count(report, '0')).toEqual({
    line: '3 passed, 0 failed, 0 skipped\n',
    reported: 'passed on the second try: a.test.ts: hears a call: AssertionError: expected 1 to be 2\n',
    code: 0,
  });
});

test('a failed step and a missing report are failures', () => {
  expect(count(PASSED, '1')).toMatchObject({ line: '3 passed, 1 failed, 0 skipped\n', code: 1 });
  expect(count(undefined, '0')).toMatchObject({ line: '0 passed, 1 failed, 0 skipped\n', code: 1 });
});

import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { noteLine, printJson, printLine } from '../engine/base/terminal.ts';
import { ALL_MUTANTS } from './mutants/all-mutants.ts';
import { chooseMutants } from './mutants/choose-mutants.ts';
import { findSnippet, findTest, readSources, readTestFiles, type Mutant } from './mutants/mutant.ts';

/**
 * Plants one fault after another in a copy of the project and runs the tests that should notice it. Prints a line
 * for each and a summary as JSON; exit code 1 when one survived.
 *
 *   npm run test:mutants -- [PART OF A NAME …] [--shard 1/4] [--list]
 */

const PROJECT = path.resolve(import.meta.dirname, '..');
/** A fault may make the tests hang. */
const TEST_DEADLINE_MS = 120_000;
const BASELINE_DEADLINE_MS = 10 * 60_000;

/** `overdue`: the tests hung, or the machine was too busy for them. `unreadable`: none ran, so it is a fault of syntax. */
type Verdict = 'killed' | 'survived' | 'overdue' | 'unreadable';
type Outcome = 'passed' | 'failed' | 'overdue' | 'unreadable';

const VERDICTS = {
  passed: 'survived',
  failed: 'killed',
  overdue: 'overdue',
  unreadable: 'unreadable',
} as const;

const { positionals, values } = parseArgs({
  options: { shard: { type: 'string', default: '1/1' }, list: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const chosen = chooseMutants(ALL_MUTANTS, positionals, values.shard);
if (values.list) for (const { name } of chosen) printLine(name);
else process.exitCode = await plantAll(chosen);

/** @returns the exit code. */
async function plantAll(mutants: readonly Mutant[]): Promise<number> {
  const copy = mkdtempSync(path.join(tmpdir(), 'sotto-mutants-'));
  process.once('SIGINT', () => process.exit(130)).once('SIGTERM', () => process.exit(143));
  process.on('exit', () => rmSync(copy, { recursive: true, force: true }));
  copyProject(copy);
  const testFiles = readTestFiles(copy);
  const testsOf = ({ tests }: Mutant): readonly string[] =>
    tests.flatMap((test) => findTest(testFiles, test));
  const baseline = await runTests(copy, [...new Set(mutants.flatMap(testsOf))], BASELINE_DEADLINE_MS);
  if (baseline !== 'passed') {
    noteLine('The tests are not green without any fault, so they prove nothing. Mend them first.');
    return 1;
  }
  const verdicts: { readonly name: string; readonly verdict: Verdict }[] = [];
  for (const mutant of mutants) {
    const verdict = await plant(copy, mutant, testsOf(mutant));
    verdicts.push({ name: mutant.name, verdict });
    noteLine(`${verdict}: ${mutant.name}`);
  }
  const named = (wanted: Verdict): readonly string[] =>
    verdicts.filter(({ verdict }) => verdict === wanted).map(({ name }) => name);
  const [survived, overdue, unreadable] = [named('survived'), named('overdue'), named('unreadable')];
  const killedCount = named('killed').length;
  printJson(JSON.stringify({ plantedCount: mutants.length, killedCount, survived, overdue, unreadable }));
  return killedCount === mutants.length ? 0 : 1;
}

async function plant(copy: string, mutant: Mutant, tests: readonly string[]): Promise<Verdict> {
  const sources = readSources(copy);
  const [file = ''] = findSnippet(sources, mutant.snippet);
  const text = sources.get(file);
  if (text === undefined) throw new Error(`The snippet of "${mutant.name}" is nowhere.`);
  writeFileSync(
    file,
    text.replace(mutant.snippet, () => mutant.replacement),
  );
  try {
    const outcome = await runTests(copy, tests, TEST_DEADLINE_MS);
    return VERDICTS[outcome];
  } finally {
    writeFileSync(file, text);
  }
}

/** Every file that git knows or would know, and the packages by a link. */
function copyProject(copy: string): void {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: PROJECT,
    encoding: 'utf8',
  });
  for (const name of listed.split('\0').filter((file) => file !== '')) {
    mkdirSync(path.dirname(path.join(copy, name)), { recursive: true });
    // A file that was deleted and not committed is still listed.
    cpSync(path.join(PROJECT, name), path.join(copy, name), { force: true, errorOnExist: false });
  }
  symlinkSync(path.join(PROJECT, 'node_modules'), path.join(copy, 'node_modules'));
}

async function runTests(copy: string, tests: readonly string[], deadlineMs: number): Promise<Outcome> {
  const reportFile = path.join(copy, 'mutant-report.json');
  rmSync(reportFile, { force: true });
  const vitest = path.join(copy, 'node_modules', 'vitest', 'vitest.mjs');
  const args = [
    'run',
    '--project=unit',
    '--project=slow',
    '--retry=0',
    '--bail=1',
    '--reporter=json',
    `--outputFile=${reportFile}`,
    ...tests,
  ];
  const child = spawn(process.execPath, [vitest, ...args], { cwd: copy, stdio: 'ignore', detached: true });
  // Its workers go with it.
  const killAll = (): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // They have ended.
    }
  };
  process.once('exit', killAll);
  let isOverdue = false;
  const overdue = setTimeout(() => {
    isOverdue = true;
    killAll();
  }, deadlineMs);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearTimeout(overdue);
  process.off('exit', killAll);
  killAll();
  if (isOverdue) return 'overdue';
  if (code === 0) return 'passed';
  return failedCountOf(reportFile) > 0 ? 'failed' : 'unreadable';
}

function failedCountOf(reportFile: string): number {
  try {
    return (JSON.parse(readFileSync(reportFile, 'utf8')) as { numFailedTests: number }).numFailedTests;
  } catch {
    return 0;
  }
}

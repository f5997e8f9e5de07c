import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../../engine/base/clock.ts';
import { silentLogger } from '../../../engine/base/logger.ts';
import { openPerformanceLog, PERFORMANCE_FILE_NAME } from '../../../engine/telemetry/performance-log.ts';
import { UsageError } from '../../../scripts/command-line/command.ts';
import { command } from '../../../scripts/commands/report.ts';
import { runCommand } from './run-command.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-report-'));
});
afterEach(() => rm(folder, { recursive: true }));

const run = (args: readonly string[], json = false) =>
  runCommand(command, ['--data-dir', folder, ...args], { json });

/** A turn that was answered so many days ago. */
function keepTurn(ageDays: number): void {
  const clock = { ...systemClock, wallMs: () => Date.now() - ageDays * 86_400_000 };
  const file = path.join(folder, PERFORMANCE_FILE_NAME);
  using log = openPerformanceLog({ path: file, mayWrite: () => true, clock, log: silentLogger });
  log.observe({
    type: 'answer.completed',
    seq: 1,
    atMs: 0,
    turnId: 't1',
    bullets: [],
    path: 'live',
    status: 'complete',
    latencyMs: 900,
    firstBulletMs: 640,
    isStale: false,
  });
}

test('where nothing was measured that is said, and looking makes no file', async () => {
  expect((await run([])).lines.join('\n')).toContain('No turn has been measured yet.');
  expect(await readdir(folder)).toEqual([]);
});

test('a report is printed whole, with its pictures in it', async () => {
  keepTurn(1);
  const { lines } = await run([]);
  expect(lines[0]).toMatch(/^# /);
  expect(lines.join('\n').match(/data:image\/svg\+xml;base64,/g)).toHaveLength(2);
});

test('into a folder it is written beside its pictures', async () => {
  keepTurn(1);
  const out = path.join(folder, 'new', 'report');
  expect((await run(['--out', out])).lines).toEqual([path.join(out, 'report.md')]);
  expect((await readdir(out)).toSorted()).toEqual(['days.svg', 'latency.svg', 'report.md']);
  const report = await readFile(path.join(out, 'report.md'), 'utf8');
  expect(report).toContain('(latency.svg)');
  expect(report).not.toContain('base64');
});

test('the days that it covers can be chosen', async () => {
  const daysOf = async (args: readonly string[]): Promise<number> => {
    const { lines } = await run(args, true);
    return (JSON.parse(lines.join('')) as { days: unknown[] }).days.length;
  };
  keepTurn(1);
  keepTurn(10);
  expect([await daysOf(['--days', '3']), await daysOf([]), await daysOf(['--days', '30'])]).toEqual([
    1, 2, 2,
  ]);
});

test('figures that cannot be read are an error with a way on', async () => {
  await writeFile(path.join(folder, PERFORMANCE_FILE_NAME), 'no database at all');
  await expect(run([])).rejects.toMatchObject({
    code: 'bad-argument',
    remedy: expect.stringMatching(/^Delete/),
  });
});

test.each([[['more']], [['--days', '0']], [['--days', '1.5']], [['--days', 'all']]])(
  '%j is refused',
  async (args) => {
    await expect(run(args)).rejects.toThrow(UsageError);
  },
);

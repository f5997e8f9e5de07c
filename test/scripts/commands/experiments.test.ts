import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { EngineError } from '../../../engine/base/engine-error.ts';
import { UsageError } from '../../../scripts/command-line/command.ts';
import { command } from '../../../scripts/commands/experiments.ts';
import { runLogPath, type Run } from '../../../scripts/train/run-log.ts';
import { runCommand } from './run-command.ts';

const RUN: Run = {
  id: 'a',
  kind: 'train',
  startedAt: '2026-01-02T03:04:05.000Z',
  elapsedMs: 5,
  codeVersion: 'abc',
  dataHashes: { clean: '0123456789' },
  parameters: { folds: 5, seed: 1 },
  metrics: { 'clean.f1': 0.5, other: 3 },
};
const LATER: Run = { ...RUN, id: 'b', parameters: { folds: 5, seed: 2 }, metrics: { 'clean.f1': 0.75 } };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-experiments-'));
  vi.stubEnv('SOTTO_DATA_DIR', folder);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

const log = (...runs: readonly Run[]): Promise<void> =>
  writeFile(runLogPath(process.env), runs.map((run) => `${JSON.stringify(run)}\n`).join(''));

test('the newest runs are listed, with the figures that say most', async () => {
  expect((await runCommand(command, [])).lines).toEqual([expect.stringContaining('No runs yet.')]);
  await log(RUN, LATER, { ...RUN, id: 'c', metrics: { x: 1, y: 2, z: 3, more: 4 } });
  const { lines } = await runCommand(command, []);
  expect(lines.map((line) => line.split(' ')[0])).toEqual(['a', 'b', 'c']);
  expect(lines[0]).toMatch(/train .*abc .*clean#01234567 {2}clean\.f1 0\.5000$/);
  expect(lines[2]).toMatch(/x 1 {2}y 2 {2}z 3$/);
  expect((await runCommand(command, ['--limit', '1'])).lines).toHaveLength(1);
  const json = await runCommand(command, ['--limit', '2'], { json: true });
  expect((JSON.parse(json.lines.join('')) as Run[]).map(({ id }) => id)).toEqual(['b', 'c']);
});

test('two runs are compared by what they were given and what came of it', async () => {
  await log(RUN, LATER);
  const { lines } = await runCommand(command, ['compare', 'a', 'b']);
  expect(lines.slice(2).map((line) => line.replaceAll(/ +/g, ' '))).toEqual([
    'seed: 1 → 2',
    'clean.f1 0.5000 0.7500 +0.2500',
    'other 3 – 0',
  ]);
  const json = await runCommand(command, ['compare', 'b', 'a'], { json: true });
  expect(JSON.parse(json.lines.join(''))).toMatchObject({
    changedParameters: ['seed'],
    metrics: [
      { name: 'clean.f1', a: 0.75, b: 0.5 },
      { name: 'other', a: null, b: 3 },
    ],
  });
});

test('two detectors are compared on a recorded call', async () => {
  const call = path.join(folder, 'call.json');
  const utterances = [
    { speaker: 'A', text: 'what is a hash map', kind: 'question' },
    { speaker: 'A', text: 'any experience with rust', kind: 'question' },
    { speaker: 'A', text: 'good morning', kind: 'statement' },
  ];
  await writeFile(call, JSON.stringify({ utterances }));
  const { lines } = await runCommand(command, ['ab', call]);
  expect(lines[0]).toBe('3 utterances; both hear a question in 1');
  expect(lines[1]).toBe('only rules: 0');
  expect(lines[2]).toMatch(/^only trained [-\d]+: 1$/);
  expect(lines[3]).toMatch(/^ {2}\? 0\.\d\d [01]\.\d\d {2}any experience with rust$/);
  expect(lines.at(-1)).toMatch(/rules is right 0 times, trained [-\d]+ 1 times/);
});

test.each([
  [['delete']],
  [['--limit', '0']],
  [['--limit', 'many']],
  [['compare', 'a']],
  [['ab']],
  [['ab', 'call.json', '--a', 'magic']],
])('%j is refused', async (args) => {
  await log(RUN);
  await expect(runCommand(command, args)).rejects.toThrow(UsageError);
});

test('a run that is not there is no mistake of the command line', async () => {
  await log(RUN);
  await expect(runCommand(command, ['compare', 'a', 'z'])).rejects.toThrow(EngineError);
});

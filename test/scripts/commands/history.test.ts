import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { systemClock } from '../../../engine/base/clock.ts';
import { silentLogger } from '../../../engine/base/logger.ts';
import { HISTORY_FILE_NAME, openHistory } from '../../../engine/history/history-store.ts';
import { UsageError } from '../../../scripts/command-line/command.ts';
import { command } from '../../../scripts/commands/history.ts';
import { runCommand } from './run-command.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-cli-history-'));
  vi.stubEnv('SOTTO_DATA_DIR', folder);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

function keepCall(): void {
  const file = path.join(folder, HISTORY_FILE_NAME);
  using history = openHistory({ path: file, clock: systemClock, log: silentLogger });
  history.startCall();
  history.appendTranscript({
    turnId: 't1',
    channel: 'them',
    text: 'What is TCP?',
    startMs: 1_000,
    endMs: 2_500,
    voicedMs: 1_400,
    endReason: 'silence',
    endedAtMs: 2_900,
    completedAtMs: 3_000,
  });
}

test('where nothing was kept that is said, and looking makes no file', async () => {
  expect(await runCommand(command, [])).toEqual({ lines: [], notes: ['No calls yet.'] });
  expect(await runCommand(command, [], { json: true })).toEqual({ lines: ['[]'], notes: [] });
  expect(await readdir(folder)).toEqual([]);
});

test('calls are listed with their figures, in JSON with their time', async () => {
  keepCall();
  const { lines } = await runCommand(command, []);
  expect(lines).toEqual([expect.stringMatching(/^ {3}1 {2}\d{4}-.* 1 turns, 0 answers$/)]);
  const json = await runCommand(command, [], { json: true });
  expect(JSON.parse(json.lines.join(''))).toMatchObject([
    { callId: 1, transcriptCount: 1, startedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string },
  ]);
});

test('what was said is found by several words', async () => {
  keepCall();
  expect((await runCommand(command, ['search', 'what', 'tcp'])).lines).toEqual([
    expect.stringMatching(/^ {3}1 .*What is TCP\?$/),
  ]);
  expect((await runCommand(command, ['search', 'what', 'udp'])).notes).toEqual(['Nothing found.']);
  const json = await runCommand(command, ['search', 'tcp'], { json: true });
  expect(JSON.parse(json.lines.join(''))).toMatchObject([{ callId: 1, at: expect.any(String) as string }]);
});

test.each(['md', 'srt', 'json'])('a call is exported as %s', async (format) => {
  keepCall();
  const { lines } = await runCommand(command, ['export', '1', '--format', format]);
  expect(lines.join('\n')).toContain('What is TCP?');
  expect(lines[0]?.startsWith('{') || lines[0]?.startsWith('[')).toBe(format === 'json');
});

test.each([
  [['forget']],
  [['search', ' ']],
  [['export']],
  [['export', 'first']],
  [['export', '1', '2']],
  [['export', '1', '--format', 'pdf']],
])('%j is refused', async (args) => {
  keepCall();
  await expect(runCommand(command, args)).rejects.toThrow(UsageError);
});

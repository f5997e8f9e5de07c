import { mkdtemp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../../engine/base/clock.ts';
import { forkChild } from '../../../engine/base/fork-child.ts';
import { createLogger } from '../../../engine/base/logger.ts';
import { openStores } from '../../../engine/parts/open-stores.ts';
import { defaultSettings, type Settings } from '../../../engine/protocol/settings.ts';
import { PROJECT_ROOT } from '../../workshop/source-files.ts';

const ANSWER_FILES = ['answers.json', 'answers.json.4711.tmp', 'answers.json.unreadable'];
const logged: string[] = [];
let dataDir: string;

beforeEach(async () => {
  logged.length = 0;
  dataDir = await mkdtemp(path.join(tmpdir(), 'sotto-stores-'));
});
afterEach(() => rm(dataDir, { recursive: true }));

/** Opens the stores and closes them again, as a run does that asks nothing. */
async function run(retention: Settings['privacy']['retention']): Promise<void> {
  const settings: Settings = { ...defaultSettings, privacy: { ...defaultSettings.privacy, retention } };
  const stores = await openStores({
    dataDir,
    assetsDirectory: path.join(PROJECT_ROOT, 'assets'),
    clock: systemClock,
    log: createLogger('warn', (line) => logged.push(line)),
    spawn: forkChild,
    settings: () => settings,
    publish: () => undefined,
    publishState: () => undefined,
  });
  await stores.cache[Symbol.asyncDispose]();
  stores.history[Symbol.dispose]();
}

async function answerFiles(): Promise<readonly string[]> {
  return (await readdir(dataDir)).filter((name) => name.startsWith('answers')).toSorted();
}

test('answers of earlier runs leave the disk when a run begins with retention set to session', async () => {
  const kept = JSON.stringify({ version: 5, entries: [] });
  for (const name of ANSWER_FILES) await writeFile(path.join(dataDir, name), kept);
  await run('keep');
  expect(await answerFiles()).toEqual(ANSWER_FILES);
  await run('session');
  expect(await answerFiles()).toEqual([]);
  expect(logged).toEqual([]);
  // Nothing to remove is not a fault.
  await run('session');
  expect(logged).toEqual([]);
});

test('answers that cannot be removed are reported, and the run begins', async () => {
  await mkdir(path.join(dataDir, 'answers.json'));
  await run('session');
  expect(logged).toEqual([expect.stringContaining('could not be removed from the disk')]);
});

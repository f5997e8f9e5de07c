import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { findRecorders } from '../../../engine/capture/find-recorders.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-recorders-'));
  vi.stubEnv('PATH', folder);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

async function install(...names: readonly string[]): Promise<void> {
  for (const name of names) {
    await writeFile(path.join(folder, name), '#!/bin/sh\n');
    await chmod(path.join(folder, name), 0o755);
  }
}

test('without a program nothing is found', async () => {
  expect(await findRecorders()).toEqual({ microphone: [] });
});

test('programs for the microphone are found where they are, best first', async () => {
  await install('arecord', 'rec', 'sox');
  expect((await findRecorders()).microphone).toEqual(
    ['sox', 'rec', 'arecord'].map((name) => ({ name, path: path.join(folder, name) })),
  );
});

test.runIf(process.platform === 'linux')('on Linux so are those that record the loudspeaker', async () => {
  await install('parec');
  expect(await findRecorders()).toEqual({ microphone: [], parecPath: path.join(folder, 'parec') });
  await install('pw-record');
  expect((await findRecorders()).pipeWirePath).toBe(path.join(folder, 'pw-record'));
});

import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  openPrivateWavFolder,
  sweepWavFolders,
} from '../../../../../engine/transcription/recognizers/base/wav-file.ts';
import { leaveSpeechBehind } from '../../../../fakes/left-over-speech.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-wav-'));
  vi.stubEnv('TMPDIR', folder);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

test('a sweep deletes what a killed process left and nothing that is in use', async () => {
  await using leftOver = await leaveSpeechBehind();
  expect((await stat(path.dirname(leftOver.wavPath))).mode & 0o777).toBe(0o700);
  expect((await stat(leftOver.wavPath)).mode & 0o777).toBe(0o600);
  await using own = await openPrivateWavFolder();
  await own.withFile(new Int16Array(16_000), async (wavPath) => {
    await sweepWavFolders();
    expect(existsSync(wavPath)).toBe(true);
  });
  expect(existsSync(path.dirname(leftOver.wavPath))).toBe(false);
});

test('a sweep follows no link and leaves other names alone', async () => {
  await using leftOver = await leaveSpeechBehind();
  const target = path.join(folder, 'documents');
  const link = path.basename(path.dirname(leftOver.wavPath)).replace(/.{6}$/, 'abcdef');
  await mkdir(target);
  await symlink(target, path.join(folder, link));
  await mkdir(path.join(folder, 'sotto-speech-notes'));
  await sweepWavFolders();
  expect(
    ['documents', link, 'sotto-speech-notes'].map((name) => existsSync(path.join(folder, name))),
  ).toEqual([true, true, true]);
});

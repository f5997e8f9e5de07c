import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TwinTrust } from '../../../engine/transcription/twin-trust.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-trust-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

test('a twin is trusted after six texts of which nine in ten agree', async () => {
  const trust = await TwinTrust.open(path.join(folder, 'six.json'));
  for (let index = 0; index < 5; index += 1) await trust.compare('What is TCP?', 'what is TCP');
  expect(trust.verdict).toBe('unproven');
  await trust.compare('Yes.', 'Yes!');
  expect(trust.verdict).toBe('trusted');
});

test('trust is lost when too many of the newest texts differ, and that is remembered without a word', async () => {
  const recordPath = path.join(folder, 'lost.json');
  const trust = await TwinTrust.open(recordPath);
  for (let index = 0; index < 18; index += 1) await trust.compare('secret words', 'secret words');
  await trust.compare('secret words', 'secret');
  await trust.compare('secret words', '');
  expect(trust.verdict).toBe('trusted');
  await trust.compare('secret words', 'other words');
  expect([trust.verdict, trust.agreedCount, trust.comparedCount]).toEqual(['refused', 17, 20]);
  expect((await TwinTrust.open(recordPath)).verdict).toBe('refused');
  expect(await readFile(recordPath, 'utf8')).not.toMatch(/secret|words/);
});

test('a broken record means proving it anew', async () => {
  const recordPath = path.join(folder, 'broken.json');
  await writeFile(recordPath, '{"agreed": tru');
  expect((await TwinTrust.open(recordPath)).verdict).toBe('unproven');
  await writeFile(recordPath, '[1, "yes"]');
  expect((await TwinTrust.open(recordPath)).verdict).toBe('unproven');
});

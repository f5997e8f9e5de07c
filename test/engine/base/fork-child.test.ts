import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { forkChild } from '../../../engine/base/fork-child.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'sotto-fork-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true });
});

test('one of our own processes inherits the environment without access tokens', async () => {
  vi.stubEnv('SOTTO_MODEL_TOKEN', 'canary-model');
  vi.stubEnv('SOTTO_SPEECH_TOKEN', 'canary-speech');
  vi.stubEnv('SOTTO_MODEL', 'toy');
  const entry = path.join(directory, 'entry.mjs');
  writeFileSync(entry, 'process.send([process.env, process.argv]);');
  const child = forkChild<unknown, [Record<string, string>, string[]]>(entry);
  const [environment, parameters] = await new Promise<[Record<string, string>, string[]]>((resolve) =>
    child.onReply(resolve),
  );
  child.kill();
  expect(environment['SOTTO_MODEL']).toBe('toy');
  expect(JSON.stringify([environment, parameters])).not.toMatch(/canary|SOTTO_(MODEL|SPEECH)_TOKEN/);
  // Our own is left as it was: the caller may still need it.
  expect(process.env['SOTTO_MODEL_TOKEN']).toBe('canary-model');
});

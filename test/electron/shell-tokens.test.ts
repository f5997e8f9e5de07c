import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { recorded } from '../fakes/electron.ts';
import { startTestShell, type TestShell } from './start-test-shell.ts';

const CANARY = { token: 'canary-0123456789', origins: ['https://gpu.example'] };

let directory: string;
let shell: TestShell;
beforeEach(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'sotto-user-data-'));
  vi.stubEnv('SOTTO_MODEL_TOKEN', 'canary-model');
  vi.stubEnv('SOTTO_SPEECH_TOKEN', 'canary-speech');
  shell = await startTestShell(directory);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await shell[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true });
});

test('the shell keeps the engine’s tokens, and a new engine gets them back', async () => {
  const first = shell.engineProcess();
  first.emit('message', { type: 'load-token', service: 'model' });
  first.emit('message', { type: 'keep-token', service: 'model', accessToken: CANARY });
  first.emit('message', { type: 'keep-token', service: 'model', accessToken: { token: '', origins: [] } });
  expect(first.posted).toEqual([
    { type: 'token-held', service: 'model', keptIn: 'nowhere', detail: '' },
    { type: 'token-held', service: 'model', accessToken: CANARY, keptIn: 'keychain', detail: '' },
  ]);
  expect(readdirSync(directory)).toEqual(['model-access-token']);
  vi.useFakeTimers();
  first.emit('exit', 139);
  await vi.advanceTimersByTimeAsync(500);
  const second = shell.engineProcess();
  second.emit('message', { type: 'load-token', service: 'model' });
  second.emit('message', { type: 'keep-token', service: 'model' });
  expect(second.posted).toEqual([
    { type: 'token-held', service: 'model', accessToken: CANARY, keptIn: 'keychain', detail: '' },
    { type: 'token-held', service: 'model', keptIn: 'nowhere', detail: '' },
  ]);
  expect(readdirSync(directory)).toEqual([]);
});

test('no process that the shell starts inherits or is sent a token', () => {
  shell.becomeReady();
  const engine = shell.engineProcess();
  engine.emit('message', { type: 'keep-token', service: 'model', accessToken: CANARY });
  engine.emit('message', { type: 'start-child', childIndex: 0, entryName: 'speech-process' });
  expect(recorded.utilities).toHaveLength(2);
  for (const { environment, parameters } of recorded.utilities) {
    expect(environment).toHaveProperty('PATH');
    expect(JSON.stringify([environment, parameters])).not.toMatch(/canary|SOTTO_(MODEL|SPEECH)_TOKEN/);
  }
});

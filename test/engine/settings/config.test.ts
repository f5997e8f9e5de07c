import { homedir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parseOllamaHost } from '../../../engine/answer/servers/base/server-address.ts';
import { resolveConfig, resolveDataDir } from '../../../engine/settings/config.ts';

const resolve = (env: NodeJS.ProcessEnv) => resolveConfig(env, {}, parseOllamaHost);

test('a bad OLLAMA_HOST, which is Ollama’s own, is a warning', () => {
  const { overrides, warnings } = resolve({ OLLAMA_HOST: '127.0.0.1:66000' });
  expect(overrides).toEqual({});
  expect(warnings).toEqual([expect.stringContaining('OLLAMA_HOST is passed over')]);
});

test('a bad address of Sotto’s own is an error, and a good one silences OLLAMA_HOST', () => {
  expect(() => resolve({ SOTTO_OLLAMA_URL: '127.0.0.1:66000' })).toThrowError(
    expect.objectContaining({ code: 'bad-argument' }),
  );
  const { overrides, warnings } = resolve({ SOTTO_OLLAMA_URL: 'gpu-box', OLLAMA_HOST: 'a b' });
  expect(overrides).toEqual({ model: { ollamaUrl: 'http://gpu-box:11434' } });
  expect(warnings).toBeUndefined();
});

test('a tilde in a variable is the home folder', () => {
  expect(resolveDataDir({ SOTTO_DATA_DIR: '~/calls' })).toBe(path.join(homedir(), 'calls'));
  expect(resolveDataDir({ SOTTO_DATA_DIR: '~' })).toBe(homedir());
  expect(resolve({ SOTTO_SPEECH_MODEL: '~/base.bin' }).overrides.speech?.model).toBe(
    path.join(homedir(), 'base.bin'),
  );
  expect(resolve({ SOTTO_SPEECH_MODEL: 'base.en' }).overrides.speech?.model).toBe('base.en');
});

test.runIf(process.platform === 'linux')('a relative XDG_DATA_HOME is none', () => {
  expect(resolveDataDir({ XDG_DATA_HOME: 'here' })).toBe(path.join(homedir(), '.local/share/sotto'));
});

import { chmod, copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { silentLogger } from '../../../engine/base/logger.ts';
import { openSettingsStore } from '../../../engine/settings/settings-store.ts';
import { command } from '../../../scripts/commands/doctor.ts';
import { startFakeOpenAi } from '../../fakes/openai-server.ts';

const TOY_CHAT = new URL('../../../assets/demo/toy-chat.gguf', import.meta.url).pathname;

let dataDir: string;

beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'sotto-doctor-'));
  vi.stubEnv('SOTTO_DATA_DIR', dataDir);
  vi.stubEnv('SOTTO_OLLAMA_URL', 'http://127.0.0.1:9');
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(dataDir, { recursive: true });
});

const DEMO_SPEECH = new URL('../../../assets/demo/toy-speech.bin', import.meta.url).pathname;

async function examine(part: string): Promise<string | undefined> {
  return (await examineAll()).find((line) => line.includes(` ${part}: `));
}

async function examineAll(): Promise<readonly string[]> {
  const lines: string[] = [];
  await command.run([], {
    print: (line) => lines.push(line),
    note: () => undefined,
    signal: new AbortController().signal,
    json: false,
  });
  return lines;
}

test.runIf(process.platform !== 'win32')(
  'A data folder that Sotto would refuse is named with its remedy, and the rest is examined all the same',
  async () => {
    await chmod(dataDir, 0o777);
    const lines = await examineAll();
    expect(lines).toContain(
      `missing  data folder: The data folder ${dataDir} can be written by other users. Set SOTTO_DATA_DIR to a folder of your own, or run \`chmod go-w ${dataDir}\`.`,
    );
    expect(lines.filter((line) => line.includes(' built-in chat model: '))).toHaveLength(1);
  },
);

test('The built-in chat model is listed, also when it is not there', async () => {
  expect(await examine('built-in chat model')).toMatch(/^missing .*Download one in the settings/);
  const folder = path.join(dataDir, 'models', 'chat');
  await mkdir(folder, { recursive: true });
  await copyFile(TOY_CHAT, path.join(folder, 'toy.gguf'));
  expect(await examine('built-in chat model')).toMatch(/^works .*: toy/);
});

test('The model file that the environment names is examined', async () => {
  const part = 'built-in chat model';
  vi.stubEnv('SOTTO_MODEL', TOY_CHAT);
  expect(await examine(part)).toBe(`works    ${part}: ${TOY_CHAT}`);
  vi.stubEnv('SOTTO_MODEL', '/nowhere/chosen.gguf');
  expect(await examine(part)).toMatch(/^missing .*: There is no model file \/nowhere\/chosen\.gguf\./);
});

test('An OpenAI-compatible server is named once it is set', async () => {
  await using fake = await startFakeOpenAi({ models: ['one', 'two'] });
  const part = 'OpenAI-compatible server';
  expect(await examine(part)).toBeUndefined();
  const store = await openSettingsStore({ directory: dataDir, overrides: {}, log: silentLogger });
  await store.change({ model: { openaiUrls: [fake.url] } });
  expect(await examine(part)).toBe(`works    ${part}: at ${fake.url} with one, two`);
  await fake.stop();
  expect(await examine(part)).toMatch(/^missing .*No model server answers/);
});

test('A recognizer that is too slow to be measured is named as slow, not as missing', async () => {
  vi.stubEnv('SOTTO_SPEECH_MODEL', DEMO_SPEECH);
  vi.spyOn(AbortSignal, 'timeout').mockReturnValue(AbortSignal.abort());
  try {
    expect(await examine('speech model')).toMatch(/^limited .*toy-speech.* longer here than doctor waits\. /);
  } finally {
    vi.restoreAllMocks();
  }
});

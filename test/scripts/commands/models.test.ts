import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EngineError } from '../../../engine/base/engine-error.ts';
import { UsageError } from '../../../scripts/command-line/command.ts';
import { command } from '../../../scripts/commands/models.ts';
import { startFakeOllama } from '../../fakes/ollama-server.ts';
import type { FakeOllamaOptions } from '../../fakes/ollama/types.ts';
import { runCommand } from './run-command.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-cli-chat-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function run(args: readonly string[], options: FakeOllamaOptions = {}, json = false) {
  await using ollama = await startFakeOllama(options);
  return await runCommand(command, ['--data-dir', folder, '--ollama-url', ollama.url, ...args], { json });
}

test('the models of the server are listed under its address', async () => {
  const { lines } = await run([], { models: [{ name: 'toy:1b' }, { name: 'big:8b' }] });
  expect(lines[0]).toMatch(/^At http:\/\/127\.0\.0\.1:\d+$/);
  expect(lines.slice(1).map((line) => line.trim().split(' ')[0])).toEqual(['toy:1b', 'big:8b']);
});

test('without any, a way to one is named', async () => {
  expect((await run([], { models: [] })).lines).toEqual([
    'No model yet. Get one, for example: npm run -s sotto -- models pull llama3.2:3b',
  ]);
});

test('in JSON they are one value', async () => {
  const { lines } = await run([], { models: [{ name: 'toy:1b' }] }, true);
  expect(JSON.parse(lines.join(''))).toMatchObject({
    backend: 'ollama',
    models: [{ name: 'toy:1b' }],
    embedded: [],
  });
});

test('a model is pulled, with its progress in notes', async () => {
  const { lines, notes } = await run(['pull', 'toy:1b']);
  expect(lines).toEqual(['toy:1b is here.']);
  expect(notes).toContainEqual(expect.stringMatching(/^pulling \w+ {2}100 % of /));
  expect(notes.at(-1)).toMatch(/^success/);
});

test('nobody at the address is an error, which names the built-in model, too', async () => {
  const gone = await startFakeOllama();
  await gone.stop();
  const failure: unknown = await runCommand(command, ['--data-dir', folder, '--ollama-url', gone.url]).catch(
    (error: unknown) => error,
  );
  expect(failure).toBeInstanceOf(EngineError);
  expect(failure).toMatchObject({ code: 'model-server-unreachable' });
});

test.each([[['remove', 'toy']], [['pull']], [['list', 'toy']], [['pull', 'a', 'b']]])(
  '%j is refused',
  async (args) => {
    await expect(run(args)).rejects.toThrow(UsageError);
  },
);

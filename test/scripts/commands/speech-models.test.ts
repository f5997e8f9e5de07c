import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { UsageError } from '../../../scripts/command-line/command.ts';
import { command } from '../../../scripts/commands/speech-models.ts';

const TOY_SPEECH = new URL('../../../assets/demo/toy-speech.bin', import.meta.url).pathname;
const TOY_CHAT = new URL('../../../assets/demo/toy-chat.gguf', import.meta.url).pathname;

let dataDir: string;

beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'sotto-cli-models-'));
  vi.stubEnv('SOTTO_DATA_DIR', dataDir);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(dataDir, { recursive: true });
});

async function run(args: readonly string[], json = false): Promise<string[]> {
  const lines: string[] = [];
  await command.run(args, {
    print: (line) => lines.push(line),
    note: () => undefined,
    signal: new AbortController().signal,
    json,
  });
  return lines;
}

test('The list has a heading for each kind and marks what fits this machine', async () => {
  const lines = await run([]);
  expect(lines.filter((line) => /models? .*\(/i.test(line)).length).toBeGreaterThanOrEqual(3);
  // One for speech, one for chat, one for speakers, and the line that explains the mark.
  expect(lines.filter((line) => line.startsWith('* '))).toHaveLength(4);
  expect(lines.at(-1)).toMatch(/checksums are quoted from public lists/);
  expect(lines.find((line) => line.includes(' base.en '))).toMatch(
    /^ {3}base\.en +148 MB +- +MIT +English +Fast and good enough/,
  );
});

test('With --json the list is one value', async () => {
  const lines = await run(['--kind', 'chat'], true);
  expect(lines).toHaveLength(1);
  const listed = JSON.parse(lines[0] ?? '') as { kind: string; isPresent: boolean }[];
  expect(listed.length).toBeGreaterThan(3);
  expect(listed.every(({ kind, isPresent }) => kind === 'chat' && !isPresent)).toBe(true);
});

test('A model file is imported by its kind, listed and deleted', async () => {
  expect(await run(['import', TOY_SPEECH])).toEqual([
    `toy-speech.bin is here: ${path.join(dataDir, 'models', 'speech', 'toy-speech.bin')}`,
  ]);
  const chatPath = path.join(dataDir, 'models', 'chat', 'toy-chat.gguf');
  expect(JSON.parse((await run(['import', TOY_CHAT], true))[0] ?? '')).toEqual({
    kind: 'chat',
    name: 'toy-chat.gguf',
    path: chatPath,
  });
  expect((await run([])).find((line) => line.includes('toy-speech.bin'))).toContain('here');
  await run(['delete', 'toy-speech.bin']);
  await run(['delete', 'toy-chat.gguf']);
  expect(await readdir(path.join(dataDir, 'models', 'chat'))).toEqual([]);
});

test.each([
  ['cut.bin', 'lmgg and nothing more', /header is damaged/],
  ['page.bin', '<!doctype html>', /^This is a web page; speech needs/],
  ['chat.bin', 'GGUF', /^This is a GGUF file, which holds a chat model; speech needs/],
])('%s is not imported, and the reason is its own', async (name, content, message) => {
  const file = path.join(dataDir, name);
  await writeFile(file, content);
  await expect(run(['import', file])).rejects.toMatchObject({
    code: 'speech-model-invalid',
    message: expect.stringMatching(message) as unknown,
  });
});

test.each([
  [['fetch', 'base']],
  [['download']],
  [['list', 'base']],
  [['delete', 'a', 'b']],
  [['--kind', 'voice']],
])('%j is refused as wrong usage', async (args) => {
  await expect(run(args)).rejects.toThrow(UsageError);
});

test('An unknown model is refused by name', async () => {
  await expect(run(['download', 'huge'])).rejects.toMatchObject({ code: 'speech-model-missing' });
});

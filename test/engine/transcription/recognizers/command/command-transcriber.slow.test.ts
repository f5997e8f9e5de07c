import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { systemClock } from '../../../../../engine/base/clock.ts';
import { silentLogger } from '../../../../../engine/base/logger.ts';
import { openCommandTranscriber } from '../../../../../engine/transcription/recognizers/command/command-transcriber.ts';
import type { Transcriber } from '../../../../../engine/transcription/recognizers/base/transcriber.ts';
import { segmentOf } from '../../../../fakes/spoken-samples.ts';

const FINAL = { pass: 'final', language: 'en', vocabulary: '' } as const;
const SPEECH = segmentOf(Int16Array.from({ length: 8_000 }, (_, index) => (index % 100) * 90));
const NEVER = new AbortController().signal;

let folder: string;
let open: Transcriber[];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-command-'));
  vi.stubEnv('TMPDIR', folder);
  open = [];
});

afterEach(async () => {
  for (const transcriber of open) await transcriber[Symbol.asyncDispose]();
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

/** A recognizer whose program is a few lines of JavaScript; `process.argv[2]` is the file. */
async function withScript(script: string, deadlineMs = 20_000): Promise<Transcriber> {
  const file = path.join(folder, 'program.cjs');
  await writeFile(file, script);
  return withCommand([process.execPath, file, '{wav}', '{language}'], deadlineMs);
}

async function withCommand(command: readonly string[], deadlineMs = 20_000): Promise<Transcriber> {
  const transcriber = await openCommandTranscriber({
    command,
    clock: systemClock,
    log: silentLogger,
    deadlineMs,
  });
  open.push(transcriber);
  return transcriber;
}

async function leftOver(): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  return names.filter((name) => name.endsWith('.wav'));
}

test('What the program prints is the text, its white space made plain', async () => {
  const transcriber = await withScript(String.raw`console.log(' Hello \n  there.\n')`);
  expect((await transcriber.transcribe(SPEECH, FINAL, NEVER)).text).toBe('Hello there.');
  expect(transcriber.description).toBe(`Command · ${path.basename(process.execPath)}`);
});

test('The program gets a file that only this user can read, and the language; the file is gone after', async () => {
  const transcriber = await withScript(
    `const fs = require('node:fs'); const path = require('node:path'); const [, , wav, language] = process.argv;
     const mode = (file) => (fs.statSync(file).mode & 0o777).toString(8);
     console.log(mode(wav), mode(path.dirname(wav)), fs.statSync(wav).size, language)`,
  );
  expect((await transcriber.transcribe(SPEECH, FINAL, NEVER)).text).toBe('600 700 16044 en');
  expect(await leftOver()).toEqual([]);
});

test('Nothing goes through a shell', async () => {
  const witness = path.join(folder, 'witness');
  const transcriber = await withCommand([
    process.execPath,
    '-e',
    'console.log(process.argv[1])',
    `$(touch ${witness}); {wav}`,
  ]);
  expect((await transcriber.transcribe(SPEECH, FINAL, NEVER)).text).toContain('$(touch');
  await expect(readFile(witness)).rejects.toMatchObject({ code: 'ENOENT' });
});

test('A program that fails is named with its exit code, not with what it said', async () => {
  const transcriber = await withScript(`console.error('secret words'); process.exit(3)`);
  const failure: unknown = await transcriber
    .transcribe(SPEECH, FINAL, NEVER)
    .catch((error: unknown) => error);
  expect(failure).toMatchObject({
    code: 'transcriber-failed',
    message: expect.stringContaining('(exit code 3)') as string,
  });
  expect(String(failure)).not.toContain('secret');
  expect(await leftOver()).toEqual([]);
});

test('A program that takes too long is ended, and what it started too', async () => {
  const witness = path.join(folder, 'child.pid');
  const transcriber = await withScript(
    `const { spawn } = require('node:child_process'); const fs = require('node:fs');
     fs.writeFileSync(${JSON.stringify(witness)}, String(spawn('sleep', ['60'], { stdio: 'ignore' }).pid));
     setInterval(() => {}, 1000)`,
    700,
  );
  await expect(transcriber.transcribe(SPEECH, FINAL, NEVER)).rejects.toMatchObject({
    code: 'transcriber-timeout',
  });
  const childId = Number(await readFile(witness, 'utf8'));
  await expect.poll(() => isRunning(childId)).toBe(false);
  expect(await leftOver()).toEqual([]);
});

test('A program whose work takes long is waited for, also where one that it started does it', async () => {
  const work = 'for (let count = 0; process.cpuUsage().user < 2_000_000;) while (++count % 1_000_000);';
  const transcriber = await withScript(
    `require('node:child_process').execFile(process.execPath, ['--eval', ${JSON.stringify(work)}], () => console.log('Late.'))`,
    1_000,
  );
  expect((await transcriber.transcribe(SPEECH, FINAL, NEVER)).text).toBe('Late.');
});

test('An abort ends the program and its reason is what is thrown', async () => {
  const transcriber = await withScript('setInterval(() => {}, 1000)');
  const stop = new AbortController();
  const heard = transcriber.transcribe(SPEECH, FINAL, stop.signal);
  await expect.poll(leftOver).toHaveLength(1);
  stop.abort('speech went on');
  await expect(heard).rejects.toBe('speech went on');
  expect(await leftOver()).toEqual([]);
});

test('A program that prints without end is ended', async () => {
  const transcriber = await withScript(`setInterval(() => process.stdout.write('x'.repeat(10000)), 1)`);
  await expect(transcriber.transcribe(SPEECH, FINAL, NEVER)).rejects.toMatchObject({
    code: 'transcriber-failed',
    message: expect.stringContaining('prints more than a transcription') as string,
  });
});

test('Closing ends what runs and leaves no folder behind', async () => {
  const transcriber = await withScript('setInterval(() => {}, 1000)');
  const heard = expect(transcriber.transcribe(SPEECH, FINAL, NEVER)).rejects.toMatchObject({
    code: 'transcriber-down',
  });
  await expect.poll(leftOver).toHaveLength(1);
  await transcriber[Symbol.asyncDispose]();
  await heard;
  expect(await readdir(folder)).toEqual(['program.cjs']);
});

test('A program that is not installed, or a command without {wav}, is refused when it is opened', async () => {
  await expect(withCommand(['no-such-program', '{wav}'])).rejects.toMatchObject({
    code: 'transcriber-down',
    message: 'The speech command no-such-program cannot be run: there is no such program.',
  });
  await expect(withCommand([process.execPath, 'x'])).rejects.toMatchObject({ code: 'bad-settings' });
  await expect(withCommand([])).rejects.toMatchObject({ code: 'bad-settings' });
});

function isRunning(processId: number): boolean {
  try {
    // A dead process whose parent is gone may stay in the table; it runs no more.
    return !execFileSync('ps', ['-o', 'stat=', '-p', String(processId)], { encoding: 'utf8' }).startsWith(
      'Z',
    );
  } catch {
    return false;
  }
}

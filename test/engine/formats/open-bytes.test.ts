import { execFileSync } from 'node:child_process';
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EngineError } from '../../../engine/base/engine-error.ts';
import { asReadError, displayName, openBytes } from '../../../engine/formats/open-bytes.ts';

const forever = (): AbortSignal => new AbortController().signal;

let folder: string;
beforeEach(async () => (folder = await mkdtemp(path.join(tmpdir(), 'sotto-bytes-'))));
afterEach(() => rm(folder, { recursive: true }));

test('a file is read with the size that it has', async () => {
  const file = path.join(folder, 'sound.wav');
  await writeFile(file, 'bytes');
  const { stream, totalBytes } = await openBytes(file, forever());
  expect([totalBytes, (await buffer(stream)).toString()]).toEqual([5, 'bytes']);
});

test.each([
  ['a missing file', 'nothing.wav', 'there is no such file'],
  ['a folder', '.', 'it is a folder'],
])('%s is named with the cause', async (_what, name, cause) => {
  const place = path.join(folder, name);
  await expect(openBytes(place, forever())).rejects.toMatchObject({
    code: 'source-missing',
    message: `${place} cannot be opened: ${cause}.`,
  });
});

test.runIf(process.platform === 'linux')('a device is not a file', async () => {
  await expect(openBytes('/dev/null', forever())).rejects.toThrow('it is not a file');
});

test.runIf(process.platform !== 'win32')(
  'a pipe is read to the end of its writer, whose size nobody knows',
  async () => {
    const pipe = path.join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    // Nobody writes yet, and opening waits for nobody.
    const { stream, totalBytes } = await openBytes(pipe, forever());
    const reading = buffer(stream);
    await appendFile(pipe, 'late bytes');
    expect([totalBytes, (await reading).toString()]).toEqual([Infinity, 'late bytes']);
  },
);

test('an abort closes what is read, and is the reason that is reported', async () => {
  const file = path.join(folder, 'sound.wav');
  await writeFile(file, Buffer.alloc(2_000_000));
  const controller = new AbortController();
  const { stream } = await openBytes(file, controller.signal);
  const reason = new Error('by the user');
  const reading = buffer(stream).catch((error: unknown) => error);
  controller.abort(reason);
  const error = await reading;
  expect(error).toBeInstanceOf(Error);
  expect(asReadError(file, error, controller.signal)).toBe(reason);
});

test('errors while reading are reported by the name of the file, or as they are', () => {
  const denied = Object.assign(new Error('x'), { code: 'EACCES' });
  expect(asReadError('/a/b.wav', denied, forever())).toMatchObject({
    code: 'source-missing',
    message: '/a/b.wav cannot be opened: reading it is not allowed.',
    cause: denied,
  });
  expect(asReadError('-', denied, forever())).toMatchObject({
    message: expect.stringContaining('Standard input') as string,
  });
  const reported = new EngineError('source-unreadable', 'It is damaged.', 'Pick another.');
  expect(asReadError('/a/b.wav', reported, forever())).toBe(reported);
});

test('a file is shown by its name alone', () => {
  expect([displayName('/secret/folder/call.wav'), displayName('-')]).toEqual(['call.wav', 'Standard input']);
});

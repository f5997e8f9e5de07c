import { mkdtemp, open, readdir, readFile, rm, writeFile, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as fc from 'fast-check';
import { Agent } from 'undici';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { systemClock, type Clock } from '../../../engine/base/clock.ts';
import { takeFileLock } from '../../../engine/base/file-lock.ts';
import { silentLogger } from '../../../engine/base/logger.ts';
import { downloadFile, type DownloadDeps } from '../../../engine/model-files/download-file.ts';
import type { DownloadProgress } from '../../../engine/model-files/download-progress.ts';
import type { RemoteFile } from '../../../engine/model-files/model-manifest.ts';
import { sha256, startDownloadServer, type DownloadServer } from '../../fakes/download-server.ts';

const MEBIBYTE = 1 << 20;
const CONTENT = Buffer.from(Array.from({ length: MEBIBYTE }, (_, index) => (index * 7 + (index >> 8)) % 251));
const NEVER = new AbortController().signal;

let folder: string;
let target: string;
let server: DownloadServer;
let dispatcher: Agent;
let sleptMs: number[];
let file: RemoteFile;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-download-'));
  target = path.join(folder, 'model.bin');
  server = await startDownloadServer(CONTENT);
  dispatcher = new Agent();
  sleptMs = [];
  file = {
    name: 'model.bin',
    url: server.url('model.bin'),
    bytes: CONTENT.byteLength,
    sha256: sha256(CONTENT),
  };
});

afterEach(async () => {
  await dispatcher.destroy();
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

/** Real time, but waits between tries cost none. */
function impatientClock(): Clock {
  return {
    ...systemClock,
    sleep: (durationMs) => {
      sleptMs.push(durationMs);
      return Promise.resolve();
    },
  };
}

function deps(overrides: Partial<DownloadDeps> = {}): DownloadDeps {
  return {
    dispatcher,
    clock: impatientClock(),
    log: silentLogger,
    stallTimeoutMs: 5_000,
    retryCount: 5,
    freeBytes: () => Promise.resolve(10e9),
    ...overrides,
  };
}

async function download(overrides: Partial<DownloadDeps> = {}, signal = NEVER): Promise<DownloadProgress[]> {
  const seen: DownloadProgress[] = [];
  for await (const progress of downloadFile(file, target, deps(overrides), signal)) seen.push(progress);
  return seen;
}

async function failure(overrides: Partial<DownloadDeps> = {}): Promise<unknown> {
  return download(overrides).then(
    () => 'no failure',
    (error: unknown) => error,
  );
}

/** Leaves a part of so many bytes behind, as an earlier session would. */
async function begin(afterBytes: number): Promise<void> {
  const cancel = new AbortController();
  server.script.push({ kind: 'stall', afterBytes });
  const received = async (): Promise<void> => {
    for await (const progress of downloadFile(file, target, deps({ clock: systemClock }), cancel.signal)) {
      if (progress.receivedBytes >= afterBytes) cancel.abort('enough');
    }
  };
  const waitForPart = async (): Promise<void> => {
    const partBytes = async (): Promise<number> =>
      (await readFile(`${target}.part`).catch(() => undefined))?.byteLength ?? 0;
    await expect.poll(partBytes, { interval: 5 }).toBeGreaterThanOrEqual(afterBytes);
    cancel.abort('enough');
  };
  await Promise.all([expect(received()).rejects.toBe('enough'), waitForPart()]);
  server.requests.length = 0;
}

async function isIntact(): Promise<void> {
  expect(sha256(await readFile(target))).toBe(file.sha256);
  expect(await readdir(folder)).toEqual(['model.bin']);
}

test('A file arrives whole, under its own name, with nothing left beside it', async () => {
  const seen = await download();
  await isIntact();
  expect(seen[0]).toMatchObject({ phase: 'receiving', receivedBytes: 0, totalBytes: MEBIBYTE });
});

test('A connection that is cut resumes where it stopped', async () => {
  server.script.push({ kind: 'truncate', afterBytes: 300_000 }, { kind: 'truncate', afterBytes: 300_000 });
  await download();
  await isIntact();
  // A cut may lose a little of what was under way, so the starts are not exactly where it happened.
  const starts = server.requests.map(({ range }) => Number(/\d+/.exec(range)?.[0] ?? 0));
  expect(starts).toHaveLength(3);
  expect(starts[1]).toBeGreaterThan(0);
  expect(starts[2]).toBeGreaterThan(starts[1] ?? 0);
  expect(server.requests[1]?.ifRange).toMatch(/^"[0-9a-f]{16}"$/);
});

test('A body that ends too early is fetched to its end', async () => {
  server.script.push({ kind: 'end-early', afterBytes: 500_000 });
  await download();
  await isIntact();
  expect(server.requests[1]?.range).toBe('bytes=500000-');
});

test('A server that falls silent is left and asked again', async () => {
  server.script.push({ kind: 'stall', afterBytes: 200_000 });
  await download({ stallTimeoutMs: 100 });
  await isIntact();
});

test('A server that always falls silent is named as stalled', async () => {
  server.script.push(...Array.from({ length: 20 }, () => ({ kind: 'stall' as const, afterBytes: 0 })));
  expect(await failure({ stallTimeoutMs: 30, retryCount: 1 })).toMatchObject({
    code: 'download-stalled',
    message: `127.0.0.1:${new URL(server.origin).port} stopped sending.`,
  });
  expect(server.requests).toHaveLength(2);
});

test('Waits between tries grow, vary and stay bounded', async () => {
  server.script.push(...Array.from({ length: 20 }, () => ({ kind: 'status' as const, statusCode: 503 })));
  expect(await failure()).toMatchObject({ code: 'download-failed' });
  expect(sleptMs).toHaveLength(5);
  for (const [index, waitMs] of sleptMs.entries()) {
    expect(waitMs).toBeGreaterThanOrEqual(250 * 2 ** index);
    expect(waitMs).toBeLessThanOrEqual(500 * 2 ** index);
  }
});

test('A busy server is given the time that it asks for', async () => {
  server.script.push({ kind: 'status', statusCode: 429, retryAfter: '7' });
  await download();
  expect(sleptMs).toEqual([7_000]);
});

test('A cancelled download keeps its part and resumes from there', async () => {
  await begin(400_000);
  expect(await readdir(folder)).toEqual(['model.bin.part', 'model.bin.part.json']);
  await download();
  await isIntact();
  expect(server.requests.map(({ range }) => range)).toEqual(['bytes=400000-']);
});

test('A part that another Sotto writes to is left alone, and the lock of a dead one is not', async () => {
  const lock = takeFileLock(`${target}.part.lock`, false);
  expect(await failure()).toMatchObject({
    code: 'busy',
    message: 'Another Sotto is fetching model.bin right now.',
  });
  lock[Symbol.dispose]();
  await writeFile(`${target}.part.lock`, '999999999');
  await download();
  await isIntact();
});

test('Whatever is cut, stalled or ignored on the way, the file that gets its name is the published one', async () => {
  const mishap = fc.oneof(
    fc.record({
      kind: fc.constantFrom('truncate' as const, 'end-early' as const),
      afterBytes: fc.integer({ min: 0, max: MEBIBYTE }),
    }),
    fc.record({ kind: fc.constantFrom('ignore-range' as const, 'wrong-range' as const, 'serve' as const) }),
    fc.constant({ kind: 'status' as const, statusCode: 503 }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(mishap, { maxLength: 4 }), async (script) => {
      await rm(target, { force: true });
      server.script.splice(0, Infinity, ...script);
      await download();
      await isIntact();
    }),
    { numRuns: 15 },
  );
});

test('A part of another address is not continued', async () => {
  await begin(400_000);
  file = { ...file, url: server.url('elsewhere.bin') };
  await download();
  await isIntact();
  expect(server.requests.map(({ range }) => range)).toEqual(['']);
});

test('A file that changed on the server between ranges is fetched again', async () => {
  server.content = Buffer.alloc(MEBIBYTE, 1);
  const published = file;
  file = { ...file, sha256: sha256(server.content) };
  await begin(400_000);
  server.content = CONTENT;
  file = published;
  await download();
  await isIntact();
  expect(server.requests).toHaveLength(1);
});

test('A file that changes with every request is given up by name', async () => {
  // On a busy machine a connection that is cut may bring nothing at all, which is a failure of another kind.
  const retryCount = 100;
  server.script.push(
    ...Array.from({ length: retryCount }, () => ({ kind: 'truncate', afterBytes: 100_000 }) as const),
  );
  let changeCount = 0;
  const clock: Clock = {
    ...systemClock,
    sleep: () => {
      changeCount += 1;
      server.content = Buffer.alloc(MEBIBYTE, changeCount);
      return Promise.resolve();
    },
  };
  expect(await failure({ clock, retryCount })).toMatchObject({ code: 'download-changed' });
});

test('A server that ignores ranges is read from the start', async () => {
  server.script.push({ kind: 'truncate', afterBytes: 300_000 }, { kind: 'ignore-range' });
  await download();
  await isIntact();
});

test('A server that sends another range than asked for is not believed', async () => {
  server.script.push({ kind: 'truncate', afterBytes: 300_000 }, { kind: 'wrong-range' });
  await download();
  await isIntact();
  expect(server.requests.map(({ range }) => range !== '')).toEqual([false, true, false]);
});

test('A server without validators can be resumed, because the checksum decides', async () => {
  server.hidesValidators = true;
  await begin(400_000);
  await download();
  await isIntact();
  expect(server.requests).toEqual([{ path: '/model.bin', range: 'bytes=400000-', ifRange: '' }]);
});

test('A damaged part is found out by the checksum and fetched whole', async () => {
  await begin(400_000);
  await writeFile(`${target}.part`, Buffer.alloc(400_000));
  await download();
  await isIntact();
  expect(server.requests.map(({ range }) => range)).toEqual(['bytes=400000-', '']);
});

test('A part longer than the file starts over', async () => {
  await begin(400_000);
  await writeFile(`${target}.part`, Buffer.alloc(MEBIBYTE + 1));
  await download();
  await isIntact();
});

test('Other bytes than the published ones never get the name', async () => {
  server.content = Buffer.alloc(MEBIBYTE, 9);
  expect(await failure()).toMatchObject({ code: 'download-checksum' });
  expect(await readdir(folder)).toEqual([]);
});

test('A file of another length is refused before it is fetched', async () => {
  server.content = CONTENT.subarray(0, 1_000);
  expect(await failure()).toMatchObject({
    code: 'download-failed',
    message: expect.stringContaining('offers 1000 bytes as model.bin, not the 1048576') as string,
  });
});

test('A body longer than the file is cut off and thrown away', async () => {
  server.script.push({ kind: 'too-long' });
  expect(await failure()).toMatchObject({
    code: 'download-failed',
    message: expect.stringContaining('sent more than the 1.0 MB') as string,
  });
});

test('A web page is named as one and not tried again', async () => {
  server.script.push({ kind: 'html' });
  expect(await failure()).toMatchObject({
    code: 'download-failed',
    message: expect.stringContaining('answered with a web page instead of model.bin') as string,
    remedy: expect.stringContaining('speech-models import FILE') as string,
  });
  expect(server.requests).toHaveLength(1);
});

test.each([
  [401, 'wants a sign-in'],
  [403, 'refuses to give'],
  [404, 'does not have this file any more'],
])('An answer of %i is final and says why', async (statusCode, words) => {
  server.script.push({ kind: 'status', statusCode });
  expect(await failure()).toMatchObject({
    code: 'download-failed',
    message: expect.stringContaining(words) as string,
  });
  expect(server.requests).toHaveLength(1);
});

test('A redirect on the same host is followed', async () => {
  server.script.push({ kind: 'redirect', location: '/mirror/model.bin' });
  await download();
  await isIntact();
  expect(server.requests.map((request) => request.path)).toEqual(['/model.bin', '/mirror/model.bin']);
});

test.each([
  ['http://mirror.example/model.bin', 'mirror.example, which is not reached over https'],
  ['ftp://127.0.0.1/model.bin', 'which is not reached over https'],
  ['http://', 'redirects to nowhere'],
])('A redirect to %s is refused', async (location, words) => {
  server.script.push({ kind: 'redirect', location });
  expect(await failure()).toMatchObject({
    code: 'download-failed',
    message: expect.stringContaining(words) as string,
  });
});

test('Redirects in circles end', async () => {
  server.script.push(
    ...Array.from({ length: 20 }, () => ({ kind: 'redirect' as const, location: '/again' })),
  );
  expect(await failure()).toMatchObject({
    code: 'download-failed',
    message: expect.stringContaining('in circles') as string,
  });
  expect(server.requests).toHaveLength(6);
});

test('An address without https outside this machine is never asked', async () => {
  file = { ...file, url: 'http://models.example/model.bin' };
  expect(await failure()).toMatchObject({
    code: 'download-failed',
    message: expect.stringContaining('not reached over https') as string,
  });
});

test('A disk without room is named before the first byte', async () => {
  expect(await failure({ freeBytes: () => Promise.resolve(MEBIBYTE) })).toMatchObject({
    code: 'disk-full',
    message: expect.stringContaining('64 MB more are needed') as string,
  });
  expect(server.requests).toEqual([]);
});

test('A disk that fills up meanwhile is named', async () => {
  const full = Object.assign(new Error('no space left on device, write'), { code: 'ENOSPC' });
  const probe = await open(path.join(folder, 'probe'), 'w');
  const write = vi.spyOn(Object.getPrototypeOf(probe) as FileHandle, 'write').mockRejectedValue(full);
  await probe.close();
  try {
    expect(await failure()).toMatchObject({ code: 'disk-full' });
  } finally {
    write.mockRestore();
  }
});

test('A server that is not there is named, with what to do', async () => {
  const { origin } = server;
  await server[Symbol.asyncDispose]();
  expect(await failure()).toMatchObject({
    code: 'download-failed',
    message: `The download from ${new URL(origin).host} broke off: ${new URL(origin).host} refused the connection.`,
  });
  server = await startDownloadServer(CONTENT);
});

test('The reason of an abort is what is thrown', async () => {
  await expect(download({}, AbortSignal.abort('not now'))).rejects.toBe('not now');
  expect(server.requests).toEqual([]);
});

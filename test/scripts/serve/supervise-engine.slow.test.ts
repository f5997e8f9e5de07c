import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { resolveConfig } from '../../../engine/settings/config.ts';
import { superviseEngine } from '../../../scripts/serve/supervise-engine.ts';
import { eventually } from '../../fakes/eventually.ts';
import { isRunning } from '../../fakes/process-alive.ts';

let dataDir: string;
beforeEach(async () => (dataDir = await mkdtemp(path.join(tmpdir(), 'sotto-supervised-'))));
afterEach(() => rm(dataDir, { recursive: true, force: true }));

/** The real engine in its own process, in an empty folder. */
function supervise(port = 0) {
  const stop = new AbortController();
  const urls: string[] = [];
  const notes: string[] = [];
  const config = resolveConfig(
    { SOTTO_DATA_DIR: dataDir, SOTTO_PORT: String(port), SOTTO_RETENTION: 'session' },
    {},
    (host) => host,
  );
  const over = superviseEngine(config, (url) => urls.push(url), {
    signal: stop.signal,
    note: (line) => notes.push(line),
  });
  return { stop, urls, notes, over };
}

const served = async (): Promise<{ origin: string; token: string; processId: number }> => {
  const record: unknown = JSON.parse(await readFile(path.join(dataDir, 'serving.json'), 'utf8'));
  return record as { origin: string; token: string; processId: number };
};

test('an engine that is killed comes back at the same address with the same token, and is reported once', async () => {
  const { stop, urls, notes, over } = supervise();
  const first = await eventually(served);
  await eventually(() => expect(urls).toHaveLength(1));
  process.kill(first.processId, 'SIGKILL');
  const second = await eventually(async () => {
    const record = await served();
    expect(record.processId).not.toBe(first.processId);
    return record;
  });
  expect([second.origin, second.token]).toEqual([first.origin, first.token]);
  expect([urls.length, notes]).toEqual([
    1,
    ['The engine of Sotto stopped unexpectedly and is started again.'],
  ]);
  stop.abort();
  await over;
  expect(isRunning(second.processId)).toBe(false);
  await expect(served()).rejects.toMatchObject({ code: 'ENOENT' });
});

test('an engine that cannot start says why, and is not tried again', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const address = taken.address();
  const { urls, over } = supervise(typeof address === 'object' ? address?.port : 0);
  await expect(over).rejects.toMatchObject({ code: 'port-taken' });
  expect(urls).toEqual([]);
  taken.close();
});

test('nothing is started once it was ended', async () => {
  const stop = new AbortController();
  stop.abort();
  const config = resolveConfig({ SOTTO_DATA_DIR: dataDir }, {}, (host) => host);
  await superviseEngine(config, () => expect.unreachable(), { signal: stop.signal, note: () => undefined });
  await expect(served()).rejects.toMatchObject({ code: 'ENOENT' });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLogger } from '../../../engine/base/logger.ts';
import { askForLink, claimServing } from '../../../engine/server/instance.ts';
import { startTestServer } from './start-test-server.ts';

let folder: string;
let record: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-serving-'));
  record = path.join(folder, 'serving.json');
});
afterEach(() => rm(folder, { recursive: true }));

const post = (origin: string, headers: Record<string, string>): Promise<Response> =>
  fetch(`${origin}/link`, { method: 'POST', headers });

test('a second start gets a fresh link from the first one', async () => {
  await using running = await startTestServer({ dataDir: folder });
  const link = (await askForLink(folder)) ?? '';
  expect(link).toMatch(new RegExp(`^${running.server.origin}/#code=[\\w-]{43}$`));
  const exchange = await fetch(`${running.server.origin}/session`, {
    method: 'POST',
    headers: { origin: running.server.origin, 'content-type': 'application/json' },
    body: JSON.stringify({ code: new URL(link).hash.slice('#code='.length) }),
  });
  expect(exchange.status).toBe(200);
  for (const name of ['serving.json', 'serving.lock']) {
    expect((await stat(path.join(folder, name))).mode & 0o777).toBe(0o600);
  }
});

test('a link is given for the token of this user alone, and to no page', async () => {
  await using running = await startTestServer({ dataDir: folder });
  const { server } = running;
  const right = { authorization: `Bearer ${server.mintToken('cli')}` };
  expect((await post(server.origin, right)).status).toBe(200);
  const wrong: Record<string, string>[] = [
    {},
    { authorization: 'Bearer wrong' },
    { authorization: server.mintToken('cli') },
    { authorization: `Bearer ${server.mintToken('hud')}` },
    { ...right, origin: server.origin },
  ];
  for (const headers of wrong) expect((await post(server.origin, headers)).status).toBe(401);
  expect((await fetch(`${server.origin}/link`, { headers: right })).status).toBe(405);
});

test('one engine serves a folder, and the next may when it has ended', async () => {
  const first = await startTestServer({ dataDir: folder });
  await expect(startTestServer({ dataDir: folder })).rejects.toMatchObject({
    code: 'already-running',
    message: 'Sotto is already running.',
  });
  expect(await askForLink(folder)).toContain(first.server.origin);
  await first.server.close();
  expect([existsSync(record), await askForLink(folder)]).toEqual([false, undefined]);
  await using second = await startTestServer({ dataDir: folder });
  expect(await askForLink(folder)).toContain(second.server.origin);
});

test('of many starts at once exactly one gets the folder, and its death frees it', async () => {
  const entry = path.join(import.meta.dirname, 'claim-forever.ts');
  const children = Array.from({ length: 8 }, () =>
    spawn(process.execPath, [entry, folder], { stdio: ['ignore', 'pipe', 'inherit'] }),
  );
  const answers = await Promise.all(
    children.map(async (child) => String(((await once(child.stdout, 'data')) as [Buffer])[0]).trim()),
  );
  expect(answers.filter((answer) => answer === 'claimed')).toHaveLength(1);
  expect(answers.filter((answer) => answer === 'already-running')).toHaveLength(7);
  const holder = children[answers.indexOf('claimed')];
  holder?.kill('SIGKILL');
  if (holder) await once(holder, 'exit');
  await using claim = await claimServing(folder, silentLogger);
  expect(claim).toBeDefined();
});

test('a record that is not a record, or points elsewhere, leads to no request', async () => {
  for (const text of [
    '',
    '{',
    '{"origin":"http://evil.test","token":"t"}',
    '{"origin":"http://127.0.0.1:1","token":"t"}',
  ]) {
    await writeFile(record, text);
    expect(await askForLink(folder)).toBeUndefined();
  }
  await rm(record);
  expect(await askForLink(folder)).toBeUndefined();
});

test('a folder that can hold no lock does not stop the server', async () => {
  const blocked = path.join(folder, 'blocked');
  await writeFile(blocked, '');
  await using running = await startTestServer({ dataDir: blocked });
  expect(running.server.port).toBeGreaterThan(0);
  expect(await readFile(blocked, 'utf8')).toBe('');
});

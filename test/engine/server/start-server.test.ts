import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import { connect } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LogFields, Logger } from '../../../engine/base/logger.ts';
import { connectClient } from '../../fakes/protocol-client.ts';
import { rawRequest, statusOf } from './raw-request.ts';
import { startTestServer, type TestServer } from './start-test-server.ts';

let folder: string;
let running: TestServer;
let port: number;
const logged: [string, LogFields | undefined][] = [];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-pages-'));
  const pages = path.join(folder, 'pages');
  await mkdir(path.join(pages, 'assets'), { recursive: true });
  await writeFile(path.join(pages, 'index.html'), '<!doctype html><title>Sotto</title>');
  await writeFile(path.join(pages, 'settings.html'), '<!doctype html><title>Settings</title>');
  await writeFile(path.join(pages, 'assets', 'main-4f2a.js'), 'export {};');
  await writeFile(path.join(pages, 'notes.secret'), 'no type for this');
  await writeFile(path.join(folder, 'outside.txt'), 'secret');
  await symlink(path.join(folder, 'outside.txt'), path.join(pages, 'link.txt'));
  await symlink(folder, path.join(pages, 'up'));
  const keep = (message: string, fields?: LogFields): void => void logged.push([message, fields]);
  const log: Logger = { debug: keep, info: keep, warn: keep };
  running = await startTestServer({ staticDirectory: pages, log });
  port = running.server.port;
});
afterAll(async () => {
  await running.server.close();
  await rm(folder, { recursive: true });
});

const get = (requestPath: string, extra = ''): Promise<string> =>
  rawRequest(
    port,
    `GET ${requestPath} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n${extra}\r\n`,
  );
const postSession = (body: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${running.server.origin}/session`, {
    method: 'POST',
    body,
    headers: { Origin: running.server.origin, 'Content-Type': 'application/json', ...headers },
  });
const codeOf = (url: string): string => new URL(url).hash.slice('#code='.length);

test('pages come with a strict policy, assets with a long life, and nothing allows other origins', async () => {
  const page = await fetch(`${running.server.origin}/`);
  expect(await page.text()).toContain('<title>Sotto</title>');
  expect(Object.fromEntries(page.headers)).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
  });
  const policy = page.headers.get('content-security-policy') ?? '';
  expect(policy).toBe(
    `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; ` +
      `media-src 'self'; worker-src 'self'; connect-src 'self' ws://127.0.0.1:${port} ws://localhost:${port}; ` +
      `base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  );
  expect(page.headers.get('access-control-allow-origin')).toBeNull();
  const asset = await fetch(`${running.server.origin}/assets/main-4f2a.js`, { method: 'HEAD' });
  expect([asset.status, asset.headers.get('cache-control'), await asset.text()]).toEqual([
    200,
    'public, max-age=31536000, immutable',
    '',
  ]);
});

test('no spelling of a path leads out of the pages', async () => {
  const attempts = [
    '/../outside.txt',
    '/..%2foutside.txt',
    '/%2e%2e/outside.txt',
    '/..%5coutside.txt',
    '/..\\outside.txt',
    '/%252e%252e/outside.txt',
    '/assets/../../outside.txt',
    '/assets/..%2f..%2foutside.txt',
    '//outside.txt',
    '/link.txt',
    '/up/outside.txt',
    '/index.html%00.txt',
    '/index.html/',
    '/./index.html',
    '/%69ndex.html',
    '/notes.secret',
    '/assets',
    '/assets/',
    '/settings',
    '/..;/outside.txt',
    `/${folder}/outside.txt`,
  ];
  for (const attempt of attempts) {
    const answer = await get(attempt);
    expect([attempt, statusOf(answer)]).toEqual([attempt, 404]);
    expect(answer).not.toContain('secret');
  }
});

test('a strange host or origin gets no page', async () => {
  const page = (headers: string): Promise<string> =>
    rawRequest(port, `GET / HTTP/1.1\r\n${headers}Connection: close\r\n\r\n`);
  expect(statusOf(await page(`Host: evil.test:${port}\r\n`))).toBe(403);
  expect(statusOf(await page(''))).toBe(403);
  expect(statusOf(await page(`Host: 127.0.0.1:${port}\r\nOrigin: null\r\n`))).toBe(403);
});

test('other methods change nothing and get a list of what is allowed', async () => {
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
    const response = await fetch(`${running.server.origin}/`, { method });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    expect([...response.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  }
  for (const method of ['GET', 'OPTIONS']) {
    const response = await fetch(`${running.server.origin}/session`, { method });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
  }
});

test('the code of a link buys the tokens of its page, once', async () => {
  const code = codeOf(running.server.hudUrl());
  const first = await postSession(JSON.stringify({ code }));
  expect(first.status).toBe(200);
  expect(first.headers.get('cache-control')).toBe('no-store');
  const { server } = running;
  expect(await first.json()).toEqual({
    tokens: {
      hud: server.mintToken('hud'),
      history: server.mintToken('history'),
      capture: server.mintToken('capture'),
    },
  });
  expect((await postSession(JSON.stringify({ code }))).status).toBe(401);
  const settings = await postSession(JSON.stringify({ code: codeOf(server.settingsUrl()) }));
  expect(await settings.json()).toEqual({ tokens: { settings: server.mintToken('settings') } });
});

test('the HUD gets the right to change settings for its open panel only', async () => {
  let nowMs = 0;
  await using own = await startTestServer({
    clock: { nowMs: () => nowMs, wallMs: () => 0, sleep: () => new Promise(() => undefined) },
  });
  const { server } = own;
  const post = (headers: Readonly<Record<string, string>>): Promise<Response> =>
    fetch(`${server.origin}/session/settings`, { method: 'POST', headers });
  const origin = server.origin;
  const refused = await Promise.all([
    post({ origin }),
    post({ origin, authorization: 'Bearer wrong' }),
    post({ origin, authorization: `Bearer ${server.mintToken('capture')}` }),
    post({ authorization: `Bearer ${server.mintToken('hud')}` }),
    post({ origin: 'http://evil.test', authorization: `Bearer ${server.mintToken('hud')}` }),
  ]);
  expect(refused.map(({ status }) => status)).toEqual([401, 401, 401, 403, 403]);
  const given = await post({ origin, authorization: `Bearer ${server.mintToken('hud')}` });
  const { tokens } = (await given.json()) as { tokens: { settings: string } };
  expect(Object.keys(tokens)).toEqual(['settings']);
  const open = () => connectClient({ port: server.port, token: tokens.settings });

  const panel = await open();
  expect(panel.welcome.role).toBe('settings');
  nowMs += 3_600_000;
  await using second = await open();
  expect(second.welcome.role).toBe('settings');
  await panel[Symbol.asyncDispose]();
  await second[Symbol.asyncDispose]();
  nowMs += 59_000;
  await (await open())[Symbol.asyncDispose]();
  await expect
    .poll(async () => {
      nowMs += 120_000;
      return open().then(
        (client) => client[Symbol.asyncDispose](),
        (error: Error) => error.message,
      );
    })
    .toContain('401');
});

test('a form of another site, a missing origin, junk and long bodies buy nothing and spoil no code', async () => {
  const code = codeOf(running.server.hudUrl());
  const body = JSON.stringify({ code });
  const form = await postSession(body, { 'Content-Type': 'application/x-www-form-urlencoded' });
  const withoutOrigin = await rawRequest(
    port,
    `POST /session HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
  expect([form.status, statusOf(withoutOrigin)]).toEqual([403, 403]);
  for (const junk of ['', '{', 'null', '[]', '{"code":1}', `{"code":"${code}","role":"cli"}`]) {
    expect((await postSession(junk)).status).toBe(401);
  }
  expect((await postSession(`{"code":"${'a'.repeat(2_000)}"}`)).status).toBe(413);
  expect((await postSession(body)).status).toBe(200);
});

test('a folder without pages says how to build them', async () => {
  await using empty = await startTestServer({ staticDirectory: path.join(folder, 'missing') });
  const response = await fetch(empty.server.origin);
  expect([response.status, await response.text()]).toEqual([
    503,
    'The pages have not been built. Run `npm run build`, then reload.',
  ]);
});

test('the kernel shows a listener on loopback only', async () => {
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0');
  const tables = await Promise.all(['/proc/net/tcp', '/proc/net/tcp6'].map((file) => readFile(file, 'utf8')));
  const listeners = tables
    .flatMap((table) => table.split('\n'))
    .map((line) => line.trim().split(/\s+/))
    .filter((columns) => columns[1]?.endsWith(`:${hexPort}`) && columns[3] === '0A');
  expect(listeners.map((columns) => columns[1])).toEqual([`0100007F:${hexPort}`]);
  const outward = Object.values(networkInterfaces())
    .flat()
    .find((entry) => entry && !entry.internal && entry.family === 'IPv4');
  if (!outward) return;
  const refused = await new Promise((resolve) => {
    const socket = connect(port, outward.address);
    socket.once('connect', () => resolve(socket.destroy() && 'open')).once('error', () => resolve('refused'));
  });
  expect(refused).toBe('refused');
});

test('a taken port that the user chose is a typed failure, and an unchosen one is passed over', async () => {
  await expect(startTestServer({ port })).rejects.toMatchObject({
    code: 'port-taken',
    message: `Port ${port} is used by another program.`,
    remedy: 'Set SOTTO_PORT to another number, or to 0 for any free port.',
  });
});

test('no token or code is ever logged', async () => {
  const { server } = running;
  await using client = await connectClient({ port, token: server.mintToken('hud') });
  client.socket.send('junk');
  await client.until((message) => message.kind === 'refused');
  await connectClient({ port, token: 'wrong-token-canary' }).catch(() => undefined);
  await postSession('{"code":"wrong-code-canary"}');
  const text = JSON.stringify(logged);
  expect(text).toContain('handshake without a right token');
  const before = logged.length;
  for (let attempt = 0; attempt < 100; attempt += 1) {
    await connectClient({ port, token: 'wrong' }).catch(() => undefined);
  }
  expect(logged.length - before).toBeLessThan(25);
  for (const secret of [server.mintToken('hud'), 'wrong-token-canary', 'wrong-code-canary']) {
    expect(text).not.toContain(secret);
  }
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock, type Clock } from '../../../engine/base/clock.ts';
import { roleSchema } from '../../../engine/protocol/commands.ts';
import { createAccess } from '../../../engine/server/access.ts';
import { connectClient } from '../../fakes/protocol-client.ts';
import { handshake, rawRequest, statusOf } from './raw-request.ts';
import { startTestServer, type TestServer } from './start-test-server.ts';

let running: TestServer;
let port: number;
let token: string;

beforeAll(async () => {
  running = await startTestServer();
  port = running.server.port;
  token = running.server.mintToken('hud');
});
afterAll(() => running.server.close());

const protocols = (value = `sotto.v1, token.${token}`): [string, string] => ['Sec-WebSocket-Protocol', value];
const upgrade = async (headers: [string, string][], requestPath?: string): Promise<number> =>
  statusOf(await rawRequest(port, handshake(headers, requestPath)));

test('a handshake with the own host, origin and a right token opens, and the token is not echoed', async () => {
  const answer = await rawRequest(
    port,
    handshake([['Host', `127.0.0.1:${port}`], ['Origin', `http://127.0.0.1:${port}`], protocols()]),
  );
  expect(statusOf(answer)).toBe(101);
  expect(answer).toMatch(/sec-websocket-protocol: sotto\.v1\r\n/i);
  expect(answer).not.toContain(token);
});

test('a program without an origin opens a socket with a right token', async () => {
  expect(await upgrade([['Host', `127.0.0.1:${port}`], protocols()])).toBe(101);
});

test('an engine that is started again with the same secret knows every token of the one before', () => {
  const secret = Buffer.alloc(32, 7);
  const before = createAccess(systemClock, secret);
  const after = createAccess(systemClock, secret);
  for (const role of roleSchema.options) {
    expect(after.roleOf(before.mintToken(role))).toBe(role);
    expect(createAccess(systemClock).roleOf(before.mintToken(role))).toBeUndefined();
  }
});

test('every host but the own one is refused before the upgrade, with a right token', async () => {
  const wrongHosts = [
    '',
    'evil.test',
    `evil.test:${port}`,
    '127.0.0.1',
    'localhost',
    `127.0.0.1:${port + 1}`,
    `127.0.0.1.:${port}`,
    `localhost.:${port}`,
    `0.0.0.0:${port}`,
    `[::1]:${port}`,
    `[::ffff:127.0.0.1]:${port}`,
    `127.1:${port}`,
    `2130706433:${port}`,
    `127.0.0.1:${port}.evil.test`,
    `evil.test#127.0.0.1:${port}`,
    `user@127.0.0.1:${port}`,
    `127.0.0.1:${port}/`,
    `127.0.0.1:0${port}`,
    `127.0.0.1:${port}, evil.test`,
    `LOCALHOST:${port}x`,
    `127.0.0.2:${port}`,
    `0x7f.1:${port}`,
  ];
  const statuses = await Promise.all(wrongHosts.map((host) => upgrade([['Host', host], protocols()])));
  expect(statuses).toEqual(wrongHosts.map(() => 403));
  expect(await upgrade([protocols()])).toBe(403);
  const twice: [string, string][] = [
    ['Host', `127.0.0.1:${port}`],
    ['Host', 'evil.test'],
  ];
  expect(await upgrade([...twice, protocols()])).toBe(403);
});

test('every origin but the own one is refused for sockets and for the exchange of codes', async () => {
  const own = `http://127.0.0.1:${port}`;
  const wrongOrigins = [
    'null',
    '',
    'file://',
    'about:blank',
    'http://evil.test',
    'https://evil.test',
    own.toUpperCase(),
    `https://127.0.0.1:${port}`,
    'http://127.0.0.1',
    `http://127.0.0.1:${port + 1}`,
    `${own}.evil.test`,
    `http://evil.test:${port}`,
    `http://localhost:${port}`,
    `http://0.0.0.0:${port}`,
    `${own}/`,
    `${own} `,
    `http://[::1]:${port}`,
    `ws://127.0.0.1:${port}`,
    `http://127.0.0.1.evil.test:${port}`,
    `x${own}`,
    `http://user@127.0.0.1:${port}`,
    `${own}@evil.test`,
    `${own}#`,
    `${own}?`,
    `${own}%00`,
    'app://sotto',
    'chrome-extension://abc',
    'devtools://devtools',
    `${own}, http://evil.test`,
  ];
  const code = new URL(running.server.hudUrl()).hash.slice('#code='.length);
  const body = JSON.stringify({ code });
  for (const origin of wrongOrigins) {
    const host: [string, string] = ['Host', `127.0.0.1:${port}`];
    // A trailing blank is not part of a header's value.
    const isOwn = origin.trim() === own;
    expect([origin, await upgrade([host, ['Origin', origin], protocols()])]).toEqual([
      origin,
      isOwn ? 101 : 403,
    ]);
    if (isOwn) continue;
    const post = `POST /session HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: ${origin}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    expect([origin, statusOf(await rawRequest(port, post))]).toEqual([origin, 403]);
  }
});

test('a wrong form of token never opens a socket, and every wrong try ends it', async () => {
  await using fresh = await startTestServer();
  const right = fresh.server.mintToken('hud');
  const other = running.server.mintToken('hud');
  const host: [string, string] = ['Host', `127.0.0.1:${fresh.server.port}`];
  const offers = [
    'sotto.v1',
    `token.${right}`,
    `sotto.v1, ${right}`,
    `sotto.v1, token.`,
    `sotto.v1, token.${other}`,
    `sotto.v1, token.${right.slice(0, -1)}`,
    `sotto.v1, token.${right}x`,
    `sotto.v2, token.${right}`,
    `sotto.v1, token.${right}, token.${other}`,
    `sotto.v1, TOKEN.${right}`,
    `sotto.v1, token.${right.toLowerCase()}`,
  ];
  const answers = await Promise.all(
    offers.map((offer) => rawRequest(fresh.server.port, handshake([host, protocols(offer)]))),
  );
  expect(answers.map(statusOf)).toEqual(offers.map(() => 401));
  expect(statusOf(await rawRequest(fresh.server.port, handshake([host])))).toBe(401);
  const inQuery = handshake([host, protocols('sotto.v1')], `/socket?token=${right}`);
  expect(statusOf(await rawRequest(fresh.server.port, inQuery))).toBe(404);
  const huge = handshake([host, protocols(`sotto.v1, token.${'a'.repeat(1_024 * 1_024)}`)]);
  expect([0, 431]).toContain(statusOf(await rawRequest(fresh.server.port, huge).catch(() => '')));
});

test('thousands of guesses are turned away while a right token still connects at once', async () => {
  await using fresh = await startTestServer();
  const statuses = new Map<number, number>();
  for (let round = 0; round < 20; round += 1) {
    const guesses = Array.from({ length: 50 }, (_, index) =>
      rawRequest(
        fresh.server.port,
        handshake([
          ['Host', `127.0.0.1:${fresh.server.port}`],
          protocols(`sotto.v1, token.guess${round}-${index}`),
        ]),
      ),
    );
    for (const answer of await Promise.all(guesses)) {
      statuses.set(statusOf(answer), (statuses.get(statusOf(answer)) ?? 0) + 1);
    }
  }
  expect(new Set(statuses.keys())).toEqual(new Set([401, 429]));
  expect(statuses.get(401)).toBeLessThan(50);
  await using client = await connectClient({
    port: fresh.server.port,
    token: fresh.server.mintToken('hud'),
  });
  expect(client.welcome.role).toBe('hud');
});

test('the role of a socket is the one of its token', async () => {
  for (const role of ['hud', 'settings', 'history', 'shell', 'capture', 'cli'] as const) {
    await using client = await connectClient({ port, token: running.server.mintToken(role) });
    expect(client.welcome.role).toBe(role);
  }
});

test('tokens are 256 random bits, one a role, and differ from launch to launch', () => {
  const [first, second] = [createAccess(systemClock), createAccess(systemClock)];
  expect(Buffer.from(first.mintToken('hud'), 'base64url').byteLength).toBe(32);
  expect(first.mintToken('hud')).toBe(first.mintToken('hud'));
  const minted = [first, second].flatMap((access) => [access.mintToken('hud'), access.mintToken('cli')]);
  expect(new Set(minted).size).toBe(4);
  expect(second.roleOf(first.mintToken('hud'))).toBeUndefined();
});

test('a code works once and for ten minutes, and only the newest sixteen are kept', () => {
  let nowMs = 0;
  const clock: Clock = { ...systemClock, nowMs: () => nowMs };
  const access = createAccess(clock);
  const code = access.mintCode(['hud']);
  expect(access.redeemCode(code)).toEqual(['hud']);
  expect(access.redeemCode(code)).toBeUndefined();
  const late = access.mintCode(['hud']);
  nowMs = 10 * 60_000;
  expect(access.redeemCode(late)).toBeUndefined();
  const codes = Array.from({ length: 17 }, () => access.mintCode(['settings']));
  expect(codes.map((one) => access.redeemCode(one) !== undefined)).toEqual(
    codes.map((_, index) => index > 0),
  );
});

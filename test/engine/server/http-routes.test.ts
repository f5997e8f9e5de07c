import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { Role } from '../../../engine/protocol/commands.ts';
import { createAccess } from '../../../engine/server/access.ts';
import { answerRequest, securityHeaders, type RouteDeps } from '../../../engine/server/http-routes.ts';
import { openStaticFiles } from '../../../engine/server/static-files.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';

/** The routes behind a bare server, over a folder without pages. */
async function stage(given: Partial<RouteDeps> = {}) {
  const access = createAccess(new ManualClock());
  const files = openStaticFiles(import.meta.dirname);
  const server = createServer((request, response) => {
    const { port } = server.address() as AddressInfo;
    void answerRequest(request, response, { access, files, port, hudUrl: () => 'http://hud', ...given });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const post = (requestPath: string, role?: Role, headers: Record<string, string> = {}, body = '') =>
    fetch(origin + requestPath, {
      method: 'POST',
      body,
      headers: { ...(role && { Authorization: `Bearer ${access.mintToken(role)}` }), ...headers },
    });
  return { access, origin, post };
}

test('every answer has the headers that keep other sites out, also a refusal', async () => {
  const { origin } = await stage();
  const response = await fetch(`${origin}/nothing-here`);
  expect(response.status).toBe(404);
  for (const [name, value] of securityHeaders(Number(new URL(origin).port)))
    expect([name, response.headers.get(name)]).toEqual([name, value]);
});

test('the start page that was not built says how to build it', async () => {
  const { origin } = await stage();
  const response = await fetch(origin);
  expect([response.status, await response.text()]).toEqual([
    503,
    'The pages have not been built. Run `npm run build`, then reload.',
  ]);
});

test.each(['/session', '/session/settings', '/link'])(
  '%s takes nothing but POST, and is never stored',
  async (at) => {
    const { origin } = await stage();
    const response = await fetch(origin + at);
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
    expect(response.headers.get('cache-control')).toBe('no-store');
  },
);

test('a link is for a second start alone: no page and no other role gets one', async () => {
  const { origin, post } = await stage();
  expect(await (await post('/link', 'cli')).json()).toEqual({ url: 'http://hud' });
  expect((await post('/link', 'hud')).status).toBe(401);
  expect((await post('/link', 'cli', { Origin: origin })).status).toBe(401);
});

test('a pass for the settings is for the HUD, from its own page', async () => {
  const { access, origin, post } = await stage();
  const response = await post('/session/settings', 'hud', { Origin: origin });
  const { tokens } = (await response.json()) as { tokens: { settings: string } };
  expect(access.roleOf(tokens.settings)).toBe('settings');
  expect((await post('/session/settings', 'hud')).status).toBe(403);
  expect((await post('/session/settings', 'history', { Origin: origin })).status).toBe(401);
});

test('too many attempts are refused as such, whatever the code', async () => {
  const { origin, post } = await stage();
  const headers = { Origin: origin, 'Content-Type': 'application/json' };
  const statuses: number[] = [];
  for (let count = 0; count < 40; count += 1)
    statuses.push((await post('/session', undefined, headers, '{"code":"wrong"}')).status);
  expect([...new Set(statuses)]).toEqual([401, 429]);
});

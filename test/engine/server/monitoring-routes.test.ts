import { expect, test } from 'vitest';
import type { MonitoringSource } from '../../../engine/server/monitoring-routes.ts';
import { startTestServer } from './start-test-server.ts';

const TOKEN = 'metrics-token-of-this-test-0123456789abcdef';
const source = (
  status: 'ok' | 'degraded' | 'failed',
  token: string | undefined = TOKEN,
): MonitoringSource => ({
  token,
  health: () => ({ status }),
  metrics: () => Promise.resolve('sotto_clients 0\n'),
});
const withToken = (token: string) => ({ headers: { Authorization: `Bearer ${token}` } });

test('with its own token the figures and the health can be read', async () => {
  await using running = await startTestServer({ monitoring: source('degraded') });
  const metrics = await fetch(`${running.server.origin}/metrics`, withToken(TOKEN));
  expect([metrics.status, metrics.headers.get('content-type'), await metrics.text()]).toEqual([
    200,
    'text/plain; version=0.0.4; charset=utf-8',
    'sotto_clients 0\n',
  ]);
  const health = await fetch(`${running.server.origin}/health`, withToken(TOKEN));
  expect([health.status, await health.json()]).toEqual([200, { status: 'degraded' }]);
});

test('a failed part makes the health check fail', async () => {
  await using running = await startTestServer({ monitoring: source('failed') });
  const health = await fetch(`${running.server.origin}/health`, withToken(TOKEN));
  expect([health.status, await health.json()]).toEqual([503, { status: 'failed' }]);
});

test.each(['/metrics', '/health'])(
  '%s is refused without its token, with another and to pages',
  async (path) => {
    await using running = await startTestServer({ monitoring: source('ok') });
    const { origin } = running.server;
    const statuses = await Promise.all(
      [
        fetch(`${origin}${path}`),
        fetch(`${origin}${path}`, withToken(`${TOKEN}x`)),
        fetch(`${origin}${path}`, withToken(running.server.mintToken('cli'))),
        fetch(`${origin}${path}`, { headers: { ...withToken(TOKEN).headers, Origin: origin } }),
        fetch(`${origin}${path}`, { ...withToken(TOKEN), method: 'POST' }),
      ].map(async (answer) => (await answer).status),
    );
    expect(statuses).toEqual([401, 401, 401, 403, 405]);
  },
);

test('while monitoring is off there are no such paths', async () => {
  await using off = await startTestServer({ monitoring: { ...source('ok'), token: undefined } });
  await using none = await startTestServer();
  for (const { server } of [off, none]) {
    expect((await fetch(`${server.origin}/metrics`, withToken(TOKEN))).status).toBe(404);
    expect((await fetch(`${server.origin}/health`)).status).toBe(404);
  }
});

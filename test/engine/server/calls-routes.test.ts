import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../../engine/base/clock.ts';
import { silentLogger } from '../../../engine/base/logger.ts';
import { openHistory, type History } from '../../../engine/history/history-store.ts';
import { roleSchema, type Role } from '../../../engine/protocol/commands.ts';
import { callHitsSchema, callListSchema, callRecordSchema } from '../../../engine/protocol/past-calls.ts';
import { pastCallsOf } from '../call/past-calls-of.ts';
import { answerOf, transcriptOf } from '../history/samples.ts';
import { startTestServer, type TestServer } from './start-test-server.ts';

let history: History;
let running: TestServer;
beforeEach(async () => {
  history = openHistory({ path: ':memory:', clock: systemClock, log: silentLogger });
  history.appendTranscript(transcriptOf('a', 'What is <b>TCP</b>?'));
  history.appendAnswer(answerOf('a', ['A transport protocol']), true);
  running = await startTestServer({ calls: pastCallsOf(history) });
});
afterEach(async () => {
  await running[Symbol.asyncDispose]();
  history.close();
});

const ask = (path: string, role: Role = 'history', method = 'GET'): Promise<Response> =>
  fetch(running.server.origin + path, {
    method,
    headers: { authorization: `Bearer ${running.server.mintToken(role)}` },
  });

test('the history page lists, searches, reads, exports and deletes calls', async () => {
  const [call] = callListSchema.parse(await (await ask('/calls')).json()).calls;
  expect(call).toMatchObject({ transcriptCount: 1, answerCount: 1 });
  const id = call?.callId ?? 0;
  const { hits } = callHitsSchema.parse(await (await ask('/calls?search=transport')).json());
  expect(hits.map(({ callId, kind }) => [callId, kind])).toEqual([[id, 'answer']]);
  const record = callRecordSchema.parse(await (await ask(`/calls/${id}`)).json());
  expect([record.transcripts[0]?.text, record.answers[0]?.bullets]).toEqual([
    'What is <b>TCP</b>?',
    ['A transport protocol'],
  ]);
  const markdown = await ask(`/calls/${id}?format=md`);
  expect(markdown.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  expect(await markdown.text()).toContain('**What is TCP?**');
  expect((await ask(`/calls/${id}`, 'history', 'DELETE')).status).toBe(204);
  expect(callListSchema.parse(await (await ask('/calls')).json()).calls).toEqual([]);
});

test('as many calls are listed as are asked for; a limit that is none counts as none', async () => {
  history.startCall();
  history.appendTranscript(transcriptOf('b', 'And UDP?'));
  const listed = async (query: string): Promise<number> =>
    callListSchema.parse(await (await ask(`/calls${query}`)).json()).calls.length;
  expect(await Promise.all(['?limit=1', '?limit=2', '', '?limit=0', '?limit=many'].map(listed))).toEqual([
    1, 2, 2, 2, 2,
  ]);
  const { hits } = callHitsSchema.parse(await (await ask('/calls?search=tcp&limit=1')).json());
  expect(hits).toHaveLength(1);
});

test('only the role of past calls may ask, not the HUD of the app, and no answer is kept by a browser', async () => {
  const statuses = await Promise.all(
    roleSchema.options.map(async (role) => [role, (await ask('/calls', role)).status]),
  );
  expect(Object.fromEntries(statuses)).toEqual({
    hud: 401,
    history: 200,
    settings: 401,
    shell: 401,
    capture: 401,
    cli: 401,
  });
  for (const [path, method] of [
    ['/calls', 'GET'],
    ['/calls/1', 'GET'],
    ['/calls/1', 'DELETE'],
  ] as const) {
    expect((await fetch(running.server.origin + path, { method })).status).toBe(401);
  }
  expect((await ask('/calls')).headers.get('cache-control')).toBe('no-store');
  expect(history.list()).toHaveLength(1);
});

test('another site’s page gets nothing, whatever it brings', async () => {
  const response = await fetch(`${running.server.origin}/calls`, {
    headers: {
      authorization: `Bearer ${running.server.mintToken('history')}`,
      origin: 'https://evil.test',
    },
  });
  expect(response.status).toBe(403);
});

test('what is not there is refused in words, and nothing else than reading and deleting is done', async () => {
  const missing = await ask('/calls/999');
  expect([missing.status, await missing.json()]).toMatchObject([404, { code: 'bad-argument' }]);
  expect((await ask('/calls/1?format=exe')).status).toBe(404);
  for (const method of ['POST', 'PUT', 'PATCH']) {
    expect((await ask('/calls/1', 'history', method)).status).toBe(405);
  }
  expect((await ask('/calls', 'history', 'DELETE')).status).toBe(405);
  for (const path of [
    '/calls/',
    '/calls/x',
    '/calls/1/2',
    '/calls/-1',
    `/calls/${'9'.repeat(16)}`,
    '//calls',
  ]) {
    expect([path, (await ask(path)).status]).toEqual([path, 404]);
  }
});

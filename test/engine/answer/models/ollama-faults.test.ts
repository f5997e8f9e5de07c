import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { ManualClock } from '../../../fakes/manual-clock.ts';
import { startFakeOllama } from '../../../fakes/ollama-server.ts';
import { startTlsServer } from '../../../fakes/tls-server.ts';
import { faultCases, reply } from './ollama-fault-cases.ts';
import { ANSWER, openPair, outcomeOf, requestFor } from './ask-model.ts';

/** Numbers are those of the catalogue of faults that Sotto is held to. */

test.for(faultCases)('$title', async ({ faults, times, text, code, chatCount, reason }) => {
  await using pair = await openPair();
  for (const fault of faults) pair.fake.addFault(fault, times === undefined ? {} : { times });
  const outcome = await pair.ask();
  expect(outcome.error?.code).toBe(code);
  if (text === 'capped') expect(outcome.text.length).toBeGreaterThan(256 * 1_024);
  else expect(outcome.text).toBe(text);
  if (outcome.error) expect(outcome.error.remedy).not.toBe('');
  expect(outcome.done?.reason).toBe(code ? undefined : (reason ?? 'stop'));
  const asked = pair.fake.requests.filter((request) => request.path === '/api/chat');
  if (chatCount !== undefined) expect(asked).toHaveLength(chatCount);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  await vi.waitFor(() => expect(pair.fake.activeCount).toBe(0));
});

test('4: a reset after any number of bytes never loses or invents a word', async () => {
  await using pair = await openPair();
  for (let afterBytes = 1; afterBytes <= 700; afterBytes += 37) {
    pair.fake.clearFaults();
    pair.fake.addFault({ kind: 'reset', afterBytes }, { times: 1 });
    const outcome = await pair.ask();
    expect(ANSWER.startsWith(outcome.text)).toBe(true);
    // Before the first word the question is asked again; after it, what came stands.
    if (outcome.text !== ANSWER) expect(outcome.error?.code).toBe('model-server-failed');
    await pair.server.check(new AbortController().signal);
  }
});

test('1: nobody at the address is told as such, the breaker opens, and the server is found when it is back', async () => {
  const clock = new ManualClock();
  const first = await startFakeOllama({ models: [{ name: 'toy' }], answers: () => ANSWER });
  await first.stop();
  await using pair = await openPair({}, { baseUrl: first.url, clock });
  const failing = pair.ask();
  await advanceUntil(clock, failing, 200);
  expect((await failing).error?.code).toBe('model-server-unreachable');

  // Open: the next one fails at once, without a timer.
  expect((await pair.ask()).error?.code).toBe('model-server-unreachable');

  await using back = await startFakeOllama({
    models: [{ name: 'toy' }],
    answers: () => ANSWER,
    port: first.port,
  });
  await clock.advance(3_000);
  expect((await pair.ask()).text).toBe(ANSWER);
  expect(back.requests.filter((request) => request.path === '/api/chat')).toHaveLength(1);
});

test('2: a server that accepts and never answers runs into the deadline, and its socket is closed', async () => {
  const clock = new ManualClock();
  await using pair = await openPair({}, { clock });
  expect((await pair.ask()).text).toBe(ANSWER);
  pair.fake.addFault({ kind: 'hang' });
  const asking = pair.ask();
  await vi.waitFor(() => expect(pair.fake.requests.filter(isChat)).toHaveLength(2));
  await advanceUntil(clock, asking, 1_000);
  expect((await asking).error?.code).toBe('model-timeout');
  await vi.waitFor(() => expect(pair.fake.aborts).toHaveLength(1));
});

test('3: a body that drips runs into the gap between tokens although bytes keep coming', async () => {
  const clock = new ManualClock();
  await using pair = await openPair({}, { clock });
  pair.fake.addFault({ kind: 'slow', bytesPerSecond: 300 });
  const asking = pair.ask();
  await vi.waitFor(() => expect(pair.fake.requests.filter(isChat)).toHaveLength(1));
  await advanceUntil(clock, asking, 5_000);
  expect((await asking).error?.code).toBe('model-timeout');
  await vi.waitFor(() => expect(pair.fake.activeCount).toBe(0));
});

test.for([
  { header: '1', waitMs: 1_000 },
  { header: '9999', waitMs: 3_000 },
])('7: Retry-After $header waits $waitMs ms', async ({ header, waitMs }) => {
  const clock = new ManualClock();
  await using pair = await openPair({}, { clock });
  pair.fake.addFault(reply(429, '{"error":"slow down"}', { 'retry-after': header }), { times: 1 });
  const asking = pair.ask();
  // The stream's own watch is gone; what sleeps is the wait.
  await vi.waitFor(() => expect(pair.fake.requests.filter(isChat)).toHaveLength(1));
  await vi.waitFor(() => expect(clock.sleeperCount).toBe(1));
  await clock.advance(waitMs - 1);
  expect(pair.fake.requests.filter(isChat)).toHaveLength(1);
  await clock.advance(1);
  expect((await asking).text).toBe(ANSWER);
});

test('17: words without end are cut after 45 seconds and marked as capped', async () => {
  const clock = new ManualClock();
  await using pair = await openPair({ tokensPerSecond: 200 }, { clock });
  pair.fake.addFault({ kind: 'endless' });
  const asking = pair.ask();
  await vi.waitFor(() => expect(pair.fake.activeCount).toBe(1));
  await advanceUntil(clock, asking, 2_000);
  const outcome = await asking;
  expect(outcome.done?.reason).toBe('length');
  expect(outcome.text).not.toBe('');
  await vi.waitFor(() => expect(pair.fake.activeCount).toBe(0));
});

test('18: thinking without end runs into the deadline for the first word and is told as thinking', async () => {
  const clock = new ManualClock();
  await using pair = await openPair({ tokensPerSecond: 200 }, { clock });
  pair.fake.addFault({ kind: 'endless-thinking' });
  const asking = pair.ask();
  await vi.waitFor(() => expect(pair.fake.activeCount).toBe(1));
  await advanceUntil(clock, asking, 2_000);
  const outcome = await asking;
  expect(outcome.types).toContain('thinking');
  expect(outcome.text).toBe('');
  expect(outcome.error?.code).toBe('model-timeout');
});

test('20: a model unloaded between questions is shown as loading, and answers', async () => {
  const clock = new ManualClock();
  await using pair = await openPair({ loadDelayMs: 300 }, { clock });
  expect((await pair.ask()).text).toBe(ANSWER);
  pair.fake.unload();
  const asking = pair.ask();
  await vi.waitFor(() => expect(pair.fake.requests.filter(isChat)).toHaveLength(2));
  await clock.advance(1_000);
  const outcome = await asking;
  expect(outcome.text).toBe(ANSWER);
  expect(outcome.types).toContain('loading');
});

test('23: a kept connection that the server closed is replaced unseen', async () => {
  await using pair = await openPair();
  expect((await pair.ask()).text).toBe(ANSWER);
  pair.fake.addFault({ kind: 'close-on-reuse' }, { times: 1 });
  const outcome = await pair.ask();
  expect(outcome.error).toBeUndefined();
  expect(outcome.text).toBe(ANSWER);
});

test('24: not a byte goes to the host that a redirect names', async () => {
  await using stranger = await startFakeOllama();
  await using pair = await openPair();
  for (const path of ['/api/chat', '/api/show', '/api/tags', '/api/version']) {
    pair.fake.addFault(reply(307, '', { location: `${stranger.url}${path}` }), { path });
  }
  await pair.ask();
  await pair.server.list(new AbortController().signal).catch(() => undefined);
  await pair.server.check(new AbortController().signal).catch(() => undefined);
  expect(stranger.acceptedSocketCount).toBe(0);
});

test('25: on a lossy network every word comes, in order', async () => {
  await using pair = await openPair({ answers: () => `- ${'word '.repeat(100)}end`, tokensPerSecond: 2_000 });
  pair.fake.addFault({ kind: 'lossy', lossRatio: 0.1, stallMs: 8 });
  for (let round = 0; round < 5; round += 1) {
    expect((await pair.ask()).text).toBe(`- ${'word '.repeat(100)}end`);
  }
});

test('26: an unknown name and an IPv6 address where nobody listens are told as unreachable', async () => {
  const gone = await startFakeOllama();
  await gone.stop();
  for (const baseUrl of ['http://no-such-host.invalid:11434', `http://[::1]:${gone.port}`]) {
    await using pair = await openPair({}, { baseUrl });
    await expect(pair.server.check(new AbortController().signal)).rejects.toMatchObject({
      code: 'model-server-unreachable',
    });
  }
});

test('26: a certificate that cannot be checked is refused', async () => {
  await using stranger = await startTlsServer();
  await using pair = await openPair({}, { baseUrl: stranger.url });
  await expect(pair.server.check(new AbortController().signal)).rejects.toMatchObject({
    code: 'model-server-unreachable',
    message: expect.stringContaining('certificate') as unknown,
  });
  expect(stranger.requestCount()).toBe(0);
});

test('a signal aborted while the question waits for its retry ends it with the reason', async () => {
  const clock = new ManualClock();
  await using pair = await openPair({}, { clock });
  pair.fake.addFault(reply(503, '{"error":"server busy"}'));
  const model = await pair.server.open('toy');
  const controller = new AbortController();
  const asking = outcomeOf(model.chat(requestFor('hm'), controller.signal));
  await vi.waitFor(() => expect(pair.fake.requests.filter(isChat)).toHaveLength(1));
  await vi.waitFor(() => expect(clock.sleeperCount).toBe(1));
  controller.abort(new Error('newer question'));
  expect((await asking).error?.message).toBe('newer question');
});

function isChat(request: { readonly path: string }): boolean {
  return request.path === '/api/chat';
}

/** Lets real bytes travel between steps of unreal time. */
async function advanceUntil(clock: ManualClock, done: Promise<unknown>, stepMs: number): Promise<void> {
  const settled = done.then(() => 'settled');
  for (let step = 0; step < 400; step += 1) {
    await clock.advance(stepMs);
    if ((await Promise.race([settled, sleep(5)])) === 'settled') return;
  }
  throw new Error('still not settled');
}

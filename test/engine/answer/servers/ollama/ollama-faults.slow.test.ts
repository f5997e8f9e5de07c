import { createServer, type AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { ManualClock } from '../../../../fakes/manual-clock.ts';
import { startFakeOllama } from '../../../../fakes/ollama-server.ts';
import type { FakeOllama } from '../../../../fakes/ollama/types.ts';
import { settledHeapBytes } from '../../../../fakes/settled-heap.ts';
import { startTlsServer } from '../../../../fakes/tls-server.ts';
import { chatLine, faultCases, reply } from './ollama-fault-cases.ts';
import { createFastClock, watchEventLoop } from '../time-in-tests.ts';
import { ANSWER, openPair, outcomeOf, requestFor } from '../ask-model.ts';
import { eventually } from '../../../../fakes/eventually.ts';

/** Numbers are those of the catalogue of faults that Sotto is held to. */

test.for(faultCases)('$title', async ({ faults, times, text, code, chatCount, reason, words }) => {
  await using pair = await openPair();
  for (const fault of faults) pair.fake.addFault(fault, times === undefined ? {} : { times });
  const outcome = await pair.ask();
  expect(outcome.error?.code).toBe(code);
  if (text === 'capped') expect(outcome.text.length).toBeGreaterThan(256 * 1_024);
  else expect(outcome.text).toBe(text);
  if (outcome.error) expect(outcome.error.remedy).not.toBe('');
  if (words) expect([outcome.error?.message, outcome.error?.remedy]).toEqual(words);
  expect(outcome.done?.reason).toBe(code ? undefined : (reason ?? 'stop'));
  const asked = pair.fake.requests.filter((request) => request.path === '/api/chat');
  if (chatCount !== undefined) expect(asked).toHaveLength(chatCount);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  await eventually(() => expect(pair.fake.activeCount).toBe(0));
});

test('4: a reset after any number of bytes never loses or invents a word', async () => {
  const text = `- ${Array.from({ length: 60 }, (_, index) => `word${index}`).join(' ')}`;
  await using pair = await openPair({ answers: () => text });
  let brokenCount = 0;
  for (let afterBytes = 1; afterBytes <= 5_000; afterBytes += 101) {
    pair.fake.clearFaults();
    pair.fake.addFault({ kind: 'reset', afterBytes }, { times: 1 });
    const outcome = await pair.ask();
    expect(text.startsWith(outcome.text)).toBe(true);
    // Before the first word the question is asked again; after it, what came stands.
    expect(outcome.error?.code).toBe(outcome.text === text ? undefined : 'model-server-failed');
    if (outcome.error) brokenCount += 1;
    await pair.server.check(new AbortController().signal);
  }
  // A line has 100 bytes and more: but for the first of them, every reset falls into the answer.
  expect(brokenCount).toBeGreaterThan(45);
});

test('1: nobody at the address is reported as such, the breaker opens, and the server is found when it is back', async () => {
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
  await eventually(() => expect(pair.fake.requests.filter(isChat)).toHaveLength(2));
  await advanceUntil(clock, asking, 1_000);
  expect((await asking).error?.code).toBe('model-timeout');
  await eventually(() => expect(pair.fake.aborts).toHaveLength(1));
});

test('3: a body that drips runs into the gap between tokens although bytes keep coming, and memory is flat', async () => {
  const clock = new ManualClock();
  await using pair = await openPair({}, { clock });
  expect((await pair.ask()).text).toBe(ANSWER);
  const heapBytes = await settledHeapBytes();
  // One token, then a line that never ends.
  const endlessLine = JSON.stringify({ message: { content: 'x'.repeat(200_000) } });
  pair.fake.addFault({ kind: 'insert-lines', afterTokenCount: 1, lines: [endlessLine] });
  pair.fake.addFault({ kind: 'reframe', pieceBytes: 1 });
  const asking = pair.ask();
  let isOver = false;
  void asking.finally(() => (isOver = true));
  await eventually(() => expect(pair.fake.requests.filter(isChat)).toHaveLength(2));
  await eventually(() => expect(pair.deltas).toMatchObject([{ type: 'content' }]));
  for (let stepMs = 0; stepMs < 9_999; stepMs += 1_111) {
    await clock.advance(1_111);
    await whenMoreIsSent(pair.fake);
    expect(isOver).toBe(false);
  }
  expect(pair.fake.activeCount).toBe(1);
  expect((await settledHeapBytes()) - heapBytes).toBeLessThan(8 * 1_024 * 1_024);
  await clock.advance(1);
  const outcome = await asking;
  expect(outcome.text).toBe('-');
  expect(outcome.error).toMatchObject({
    code: 'model-timeout',
    message: 'The model stopped in the middle of its answer.',
  });
  await eventually(() => expect(pair.fake.activeCount).toBe(0));
  expect(pair.fake.aborts).toHaveLength(1);
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
  await eventually(() => expect(pair.fake.requests.filter(isChat)).toHaveLength(1));
  await eventually(() => expect(clock.sleeperCount).toBe(1));
  await clock.advance(waitMs - 1);
  expect(pair.fake.requests.filter(isChat)).toHaveLength(1);
  await clock.advance(1);
  expect((await asking).text).toBe(ANSWER);
});

test('9: error lines open the breaker, and half open it lets one probe through', async () => {
  const clock = new ManualClock();
  await using pair = await openPair({}, { clock });
  const chatCount = (): number => pair.fake.requests.filter(isChat).length;
  pair.fake.addFault({ kind: 'error-line', afterTokenCount: 2, text: 'unexpected EOF' });
  for (let round = 1; round <= 3; round += 1) {
    expect(await pair.ask()).toMatchObject({ text: '- one', error: { code: 'model-server-failed' } });
    expect(chatCount()).toBe(round);
  }
  await clock.advance(2_999);
  expect(await pair.ask()).toMatchObject({ text: '', error: { code: 'model-server-failed' } });
  expect(chatCount()).toBe(3);

  // Half open: of two that come together, one is the probe.
  await clock.advance(1);
  pair.fake.clearFaults();
  const texts = (await Promise.all([pair.ask(), pair.ask()])).map(({ text }) => text);
  expect(texts).toEqual([ANSWER, '']);
  expect(chatCount()).toBe(4);
  expect((await Promise.all([pair.ask(), pair.ask()])).map(({ text }) => text)).toEqual([ANSWER, ANSWER]);
});

test('9: an error that the request is to blame for does not count', async () => {
  await using pair = await openPair({}, { clock: new ManualClock() });
  pair.fake.addFault(reply(404, '{"error":"model not found"}'), { times: 5 });
  for (let round = 0; round < 5; round += 1) expect((await pair.ask()).error?.code).toBe('model-missing');
  expect((await pair.ask()).text).toBe(ANSWER);
});

test.for([
  {
    title: '100,000 tiny lines',
    body: `${chatLine('x')}\n`.repeat(100_000) + chatLine('', true),
    textLength: 100_000,
  },
  { title: 'a line of 2 MiB', body: chatLine('x'.repeat(2 * 1_024 * 1_024)), textLength: 0 },
  {
    title: 'nesting of 10,000',
    body:
      `{"message":{"content":${'['.repeat(10_000)}${']'.repeat(10_000)}},"done":false}\n`.repeat(3) +
      chatLine('x', true),
    textLength: 1,
  },
])('15: $title hold up the event loop for less than 200 ms', async ({ body, textLength }) => {
  await using pair = await openPair();
  await pair.ask();
  pair.fake.addFault(reply(200, body, { 'content-type': 'application/x-ndjson' }));
  using lag = watchEventLoop();
  const { text, error } = await pair.ask();
  expect(lag.worstMs()).toBeLessThan(200);
  expect(text).toHaveLength(textLength);
  expect(error?.code).toBe(textLength === 0 ? 'model-bad-content' : undefined);
});

test('17: words without end are cut after 45 seconds and marked as capped', async () => {
  const clock = new ManualClock();
  await using pair = await openPair({ tokensPerSecond: 200 }, { clock });
  pair.fake.addFault({ kind: 'endless' });
  const asking = pair.ask();
  await eventually(() => expect(pair.fake.activeCount).toBe(1));
  await advanceUntil(clock, asking, 2_000, pair.fake);
  const outcome = await asking;
  expect(outcome.done?.reason).toBe('length');
  expect(outcome.text).not.toBe('');
  await eventually(() => expect(pair.fake.activeCount).toBe(0));
});

test('18: thinking without end runs into the deadline for the first word and is reported as thinking', async () => {
  const clock = new ManualClock();
  await using pair = await openPair({ tokensPerSecond: 200 }, { clock });
  pair.fake.addFault({ kind: 'endless-thinking' });
  const asking = pair.ask();
  await eventually(() => expect(pair.fake.activeCount).toBe(1));
  await advanceUntil(clock, asking, 2_000, pair.fake);
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
  await eventually(() => expect(pair.fake.requests.filter(isChat)).toHaveLength(2));
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

/** The clock of the client runs so many times faster than the server and the wire, which leaves a busy machine time. */
const LOSSY_SPEED = 6;
const LOSSY_MS = 5 * 60_000;

test('25: over five minutes of a lossy network no word is lost or out of order, and 95 % of answers are in time', async () => {
  const clock = createFastClock(LOSSY_SPEED);
  const text = Array.from({ length: 80 }, (_, index) => `${index % 20 === 0 ? '- ' : ''}w${index}`).join(' ');
  // As the client sees it: 33 tokens a second, and each tenth of them 240 ms late.
  await using pair = await openPair({ answers: () => text, tokensPerSecond: 200 }, { clock });
  pair.fake.addFault({ kind: 'lossy', lossRatio: 0.1, stallMs: 40 });
  let inTimeCount = 0;
  let answerCount = 0;
  while (clock.nowMs() < LOSSY_MS) {
    answerCount += 1;
    const outcome = await pair.ask();
    // Late ones, cut by a deadline, may lack their end, never a word in between.
    expect(text.startsWith(outcome.text)).toBe(true);
    if (outcome.text === text && outcome.done?.reason === 'stop') inTimeCount += 1;
  }
  expect(inTimeCount / answerCount).toBeGreaterThanOrEqual(0.95);
});

test('26: an unknown name and an IPv6 address where nobody listens are reported as unreachable', async () => {
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

test("27: an answer to nobody's request on the same connection is not taken for the next one's", async () => {
  const answered = (content: string): string => {
    const body = `${chatLine(content)}\n${chatLine('', true)}\n`;
    return `HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  };
  let questionCount = 0;
  const stranger = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      if (bytes.includes('/api/show')) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}');
      if (!bytes.includes('/api/chat')) return;
      questionCount += 1;
      socket.write(answered(`answer ${questionCount}`) + answered('wrong'));
    });
  });
  await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
  const { port } = stranger.address() as AddressInfo;
  await using pair = await openPair({}, { baseUrl: `http://127.0.0.1:${port}` });
  for (let index = 1; index <= 20; index += 1) expect((await pair.ask()).text).toBe(`answer ${index}`);
  stranger.close();
});

test('a signal aborted while the question waits for its retry ends it with the reason', async () => {
  const clock = new ManualClock();
  await using pair = await openPair({}, { clock });
  pair.fake.addFault(reply(503, '{"error":"server busy"}'));
  const model = await pair.server.open('toy');
  const controller = new AbortController();
  const asking = outcomeOf(model.chat(requestFor('hm'), controller.signal));
  await eventually(() => expect(pair.fake.requests.filter(isChat)).toHaveLength(1));
  await eventually(() => expect(clock.sleeperCount).toBe(1));
  controller.abort(new Error('newer question'));
  expect((await asking).error?.message).toBe('newer question');
});

function isChat(request: { readonly path: string }): boolean {
  return request.path === '/api/chat';
}

/**
 * Advances unreal time step by step, and lets real bytes travel in between: until `talker` has sent more or, without
 * one, a timer is set.
 */
async function advanceUntil(
  clock: ManualClock,
  done: Promise<unknown>,
  stepMs: number,
  talker?: FakeOllama,
): Promise<void> {
  let isSettled = false;
  void done.then(() => (isSettled = true));
  for (let step = 0; step < 400; step += 1) {
    const sentBytes = talker?.sentBytes ?? 0;
    const isDue = (): boolean => (talker ? talker.sentBytes > sentBytes : clock.sleeperCount > 0);
    await clock.advance(stepMs);
    await eventually(() => expect(isSettled || isDue()).toBe(true), { intervalMs: 1 });
    if (isSettled) return;
  }
  throw new Error('still not settled');
}

function whenMoreIsSent(fake: FakeOllama): Promise<void> {
  const { sentBytes } = fake;
  return eventually(() => expect(fake.sentBytes).toBeGreaterThan(sentBytes), { intervalMs: 1 });
}

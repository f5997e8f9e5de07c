import { expect, test, vi } from 'vitest';
import type { ErrorCode } from '../../../../engine/protocol/error-codes.ts';
import { ManualClock } from '../../../fakes/manual-clock.ts';
import { startFakeOllama } from '../../../fakes/ollama-server.ts';
import type { FakeFault } from '../../../fakes/ollama/types.ts';
import { startTlsServer } from '../../../fakes/tls-server.ts';
import { ANSWER, openPair, outcomeOf, requestFor } from './ask-model.ts';

/** Numbers are those of the catalogue of faults that Sotto is held to. */

interface FaultCase {
  readonly title: string;
  readonly faults: readonly FakeFault[];
  readonly times?: number;
  readonly text: string;
  readonly code?: ErrorCode;
  readonly chatCount?: number;
  readonly reason?: 'stop' | 'length';
}

const reply = (status: number, body: string, headers: Record<string, string> = {}): FakeFault => ({
  kind: 'reply',
  status,
  body,
  headers,
});
const chatLine = (content: unknown, done = false): string =>
  JSON.stringify({ model: 'toy', message: { role: 'assistant', content }, done });
const ndjson = (...lines: readonly string[]): FakeFault =>
  reply(200, `${lines.join('\n')}\n`, { 'content-type': 'application/x-ndjson' });
const whole = [chatLine('- a'), chatLine(' b'), chatLine('', true)];
const OUT_OF_MEMORY = 'model requires more system memory (5.6 GiB) than is available (1.2 GiB)';

const CASES: readonly FaultCase[] = [
  {
    title: '4: a reset before the first byte is tried once more',
    faults: [{ kind: 'reset', afterBytes: 0 }],
    times: 1,
    text: ANSWER,
    chatCount: 2,
  },
  {
    title: '4: a second reset in a row is an error',
    faults: [{ kind: 'reset', afterBytes: 0 }],
    text: '',
    code: 'model-server-failed',
    chatCount: 2,
  },
  {
    title: '4: a connection closed in the middle keeps what came',
    faults: [{ kind: 'cut', afterBytes: 250 }],
    text: '- one',
    code: 'model-server-failed',
    chatCount: 1,
  },
  {
    title: '5: an orderly end without done is no complete answer',
    faults: [{ kind: 'end-early', afterTokenCount: 3 }],
    text: '- one two',
    code: 'model-server-failed',
    chatCount: 1,
  },
  {
    title: '6: a full queue is tried again and passes',
    faults: [reply(503, '{"error":"server busy, please try again.  maximum pending requests exceeded"}')],
    times: 1,
    text: ANSWER,
    chatCount: 2,
  },
  {
    title: '6: a queue that stays full is told as busy',
    faults: [reply(503, '{"error":"server busy, please try again.  maximum pending requests exceeded"}')],
    text: '',
    code: 'model-server-busy',
    chatCount: 3,
  },
  {
    title: '7: a junk Retry-After is ignored',
    faults: [reply(429, '{"error":"slow down"}', { 'retry-after': 'soon' })],
    times: 1,
    text: ANSWER,
    chatCount: 2,
  },
  {
    title: '8: out of memory is not tried again',
    faults: [reply(500, JSON.stringify({ error: OUT_OF_MEMORY }))],
    text: '',
    code: 'model-out-of-memory',
    chatCount: 1,
  },
  {
    title: '8: out of memory on the graphics card too',
    faults: [reply(500, '{"error":"llama runner process has terminated: cudaMalloc failed: out of memory"}')],
    text: '',
    code: 'model-out-of-memory',
    chatCount: 1,
  },
  {
    title: '8: a runner that fell over is tried once more',
    faults: [reply(500, '{"error":"llama runner process has terminated"}')],
    times: 1,
    text: ANSWER,
    chatCount: 2,
  },
  {
    title: '9: an error line in the middle keeps what came',
    faults: [{ kind: 'error-line', afterTokenCount: 2, text: 'unexpected EOF' }],
    text: '- one',
    code: 'model-server-failed',
    chatCount: 1,
  },
  {
    title: '9: an error line names its cause',
    faults: [{ kind: 'error-line', afterTokenCount: 0, text: OUT_OF_MEMORY, status: 500 }],
    text: '',
    code: 'model-out-of-memory',
    chatCount: 1,
  },
  {
    title: '10: a model that is gone is not tried again',
    faults: [reply(404, '{"error":"model \\"toy\\" not found, try pulling it first"}')],
    text: '',
    code: 'model-missing',
    chatCount: 1,
  },
  {
    title: '11: a page of HTML is bad content',
    faults: [reply(200, '<html>Welcome</html>', { 'content-type': 'text/html; charset=utf-8' })],
    text: '',
    code: 'model-bad-content',
    chatCount: 1,
  },
  {
    title: '12: no content type at all is read anyway',
    faults: [reply(200, `${whole.join('\n')}\n`)],
    text: '- a b',
    reason: 'stop',
  },
  {
    title: '12: a wrong content type is read anyway',
    faults: [reply(200, `${whole.join('\n')}\n`, { 'content-type': 'image/png' })],
    text: '- a b',
    reason: 'stop',
  },
  {
    title: '12: gzip that was never asked for is bad content',
    faults: [reply(200, whole.join('\n'), { 'content-encoding': 'gzip' })],
    text: '',
    code: 'model-bad-content',
  },
  {
    title: '12: HTML in disguise ends without done',
    faults: [
      reply(200, '<html>\n<body>\n<p>\n</p>\n</body>\n</html>', { 'content-type': 'application/x-ndjson' }),
    ],
    text: '',
    code: 'model-bad-content',
  },
  {
    title: '13: three bad lines are passed over',
    faults: [{ kind: 'insert-lines', afterTokenCount: 2, lines: ['{"mess', '', '   ', 'null'] }],
    text: ANSWER,
    reason: 'stop',
  },
  {
    title: '13: a fourth bad line ends the stream',
    faults: [{ kind: 'insert-lines', afterTokenCount: 2, lines: ['{', '[]', '7', 'x'] }],
    text: '- one',
    code: 'model-bad-content',
  },
  {
    title: '13: two objects on a line are one bad line',
    faults: [{ kind: 'insert-lines', afterTokenCount: 2, lines: [chatLine('x') + chatLine('y')] }],
    text: ANSWER,
    reason: 'stop',
  },
  {
    title: '13: a byte order mark and CRLF do not matter',
    faults: [{ kind: 'reframe', prefix: '\uFEFF', lineBreak: '\r\n' }],
    text: ANSWER,
    reason: 'stop',
  },
  {
    title: '14: a stream of single bytes reads the same',
    faults: [{ kind: 'reframe', pieceBytes: 1 }],
    text: ANSWER,
    reason: 'stop',
  },
  {
    title: '15: a line of 2 MiB is refused',
    faults: [{ kind: 'insert-lines', afterTokenCount: 1, lines: [chatLine('x'.repeat(2 * 1_024 * 1_024))] }],
    text: '-',
    code: 'model-bad-content',
  },
  {
    title: '15: deep nesting is refused as a bad line',
    faults: [
      ndjson(
        chatLine('- a'),
        `{"message":{"content":${'['.repeat(10_000)}${']'.repeat(10_000)}},"done":false}`,
        chatLine('', true),
      ),
    ],
    text: '- a',
    reason: 'stop',
  },
  {
    title: '16: strange keys and numbers are refused or left out',
    faults: [
      ndjson(
        chatLine('- a'),
        '{"__proto__":{"polluted":1},"constructor":1,"message":{"role":"assistant","content":" b"},"done":false}',
        '{"message":{"content":5},"done":false}',
        '{"message":{"content":"x"},"done":NaN}',
        '{"message":{"content":""},"done":true,"eval_count":1e999,"load_duration":"7"}',
      ),
    ],
    text: '- a b',
    reason: 'stop',
  },
  {
    title: "17: the server's own cap is passed on",
    faults: [ndjson(chatLine('- a'), '{"message":{"content":""},"done":true,"done_reason":"length"}')],
    text: '- a',
    reason: 'length',
  },
  {
    title: '17: words without end are capped by size',
    faults: [
      { kind: 'endless' },
      {
        kind: 'insert-lines',
        afterTokenCount: 1,
        lines: [chatLine('y'.repeat(200_000)), chatLine('z'.repeat(200_000))],
      },
    ],
    text: 'capped',
    reason: 'length',
  },
  {
    title: '19: an empty answer is tried once more',
    faults: [{ kind: 'empty', doneReason: 'load' }],
    times: 1,
    text: ANSWER,
    chatCount: 2,
  },
  {
    title: '19: a second empty answer is told',
    faults: [{ kind: 'empty', doneReason: 'stop' }],
    text: '',
    code: 'model-empty-answer',
    chatCount: 2,
  },
  {
    title: '24: a redirect is refused',
    faults: [reply(302, '', { location: 'http://127.0.0.1:1/api/chat' })],
    text: '',
    code: 'model-bad-content',
    chatCount: 1,
  },
  {
    title: "27: a second done and late words are nobody's",
    faults: [{ kind: 'after-done', lines: [chatLine('late'), chatLine('', true)] }],
    text: ANSWER,
    reason: 'stop',
  },
  {
    title: 'a refused token is told',
    faults: [reply(401, '{"error":"unauthorized"}')],
    text: '',
    code: 'model-unauthorized',
    chatCount: 1,
  },
];

test.for(CASES)('$title', async ({ faults, times, text, code, chatCount, reason }) => {
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
  let isDone = false;
  const settled = done.finally(() => {
    isDone = true;
  });
  for (let step = 0; step < 400 && !isDone; step += 1) {
    await clock.advance(stepMs);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await settled;
}

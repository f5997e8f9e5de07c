import type { ErrorCode } from '../../../../../engine/protocol/error-codes.ts';
import type { FakeFault } from '../../../../fakes/ollama/types.ts';
import { ANSWER } from '../ask-model.ts';

/** What a fault must come to; titles begin with the number in the catalogue of faults. */
export interface FaultCase {
  readonly title: string;
  readonly faults: readonly FakeFault[];
  readonly times?: number;
  readonly text: string;
  readonly code?: ErrorCode;
  readonly chatCount?: number;
  readonly reason?: 'stop' | 'length';
  /** What the user sees of the cause and of the remedy. */
  readonly words?: readonly [message: string, remedy: string];
}

export const reply = (status: number, body: string, headers: Record<string, string> = {}): FakeFault => ({
  kind: 'reply',
  status,
  body,
  headers,
});
export const chatLine = (content: unknown, done = false): string =>
  JSON.stringify({ model: 'toy', message: { role: 'assistant', content }, done });
const ndjson = (...lines: readonly string[]): FakeFault =>
  reply(200, `${lines.join('\n')}\n`, { 'content-type': 'application/x-ndjson' });
const whole = [chatLine('- a'), chatLine(' b'), chatLine('', true)];
const OUT_OF_MEMORY = 'model requires more system memory (5.6 GiB) than is available (1.2 GiB)';

export const faultCases: readonly FaultCase[] = [
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
    title: '5: an orderly end without done is not a complete answer',
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
    title: '6: a queue that stays full is reported as busy',
    faults: [reply(503, '{"error":"server busy, please try again.  maximum pending requests exceeded"}')],
    text: '',
    code: 'model-server-busy',
    chatCount: 3,
    words: ['The model server is busy with other requests.', 'Try again in a moment.'],
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
    words: ['This machine has too little memory for toy.', 'Pick a smaller model.'],
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
    words: [
      'Ollama has no model named toy.',
      'Get it with `npm run -s sotto -- models pull toy`, or pick another.',
    ],
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
    words: [
      'The model server sent its answer compressed, which Sotto did not ask for.',
      'Turn compression off on the server, or on the proxy before it.',
    ],
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
    title: '19: a second empty answer is reported',
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
    title: 'a refused token is reported',
    faults: [reply(401, '{"error":"unauthorized"}')],
    text: '',
    code: 'model-unauthorized',
    chatCount: 1,
  },
];

import { expect, test } from 'vitest';
import {
  askFitting,
  Concessions,
  type ChatBody,
} from '../../../../../engine/answer/servers/base/concessions.ts';
import type { ChatDelta } from '../../../../../engine/answer/servers/base/chat-model.ts';
import { EngineError } from '../../../../../engine/base/engine-error.ts';
import type { ErrorCode } from '../../../../../engine/protocol/error-codes.ts';

const BODY: ChatBody = {
  model: 'tiny',
  messages: [
    { role: 'system', content: 'rules' },
    { role: 'user', content: 'question' },
  ],
  stream: true,
  max_tokens: 220,
  stop: ['x'],
  stream_options: { include_usage: true },
  reasoning_effort: 'none',
  options: { num_ctx: 4_096, seed: 1 },
};

const refusal = (text: string, status = 400, code: ErrorCode = 'model-request-refused'): EngineError =>
  new EngineError(code, 'Refused.', 'x', { cause: { status, text } });

/** The body after these refusals, each of which must teach something. */
function after(...texts: readonly string[]): ChatBody {
  const concessions = new Concessions();
  for (const text of texts) expect(concessions.learn(refusal(text), concessions.fit(BODY)), text).toBe(true);
  return concessions.fit(BODY);
}

test('until something is refused the request is as it was meant', () => {
  expect(new Concessions().fit(BODY)).toEqual(BODY);
});

test('a field that is refused takes its other name, and then goes', () => {
  expect(after('Unsupported parameter: max_tokens')).toMatchObject({ max_completion_tokens: 220 });
  expect(after('max_tokens is unknown')).not.toHaveProperty('max_tokens');
  const gone = after('max_tokens is unknown', 'max_completion_tokens is unknown');
  expect(Object.keys(gone).filter((name) => name.startsWith('max_'))).toEqual([]);
});

test('a value that is refused takes a milder one, and then goes', () => {
  expect(after('reasoning_effort: none is not a value')).toMatchObject({ reasoning_effort: 'low' });
  expect(after('reasoning_effort bad', 'reasoning_effort bad')).not.toHaveProperty('reasoning_effort');
});

test('an everyday word names a field only where it is quoted or called one', () => {
  expect(after("unknown field 'stop'")).not.toHaveProperty('stop');
  const concessions = new Concessions();
  expect(concessions.learn(refusal('please stop sending this, options are limited'), BODY)).toBe(false);
});

test('the place that a reply states comes before its words', () => {
  const reply = JSON.stringify({ detail: [{ loc: ['body', 'stream_options'], msg: 'max_tokens too' }] });
  const fitted = after(reply);
  expect(fitted).not.toHaveProperty('stream_options');
  expect(fitted).toHaveProperty('max_tokens');
  expect(after('{"error":{"message":"bad","param":"stream_options.include_usage"}}')).not.toHaveProperty(
    'stream_options',
  );
});

test('without streaming there are no options of it, and of Ollama’s options one may go alone', () => {
  expect(after('field "stream" is not allowed')).not.toHaveProperty('stream_options');
  expect(after('invalid option num_ctx')).toMatchObject({ options: { seed: 1 } });
});

test('a model without a place for rules gets them with the question, for itself alone', () => {
  const concessions = new Concessions();
  expect(concessions.learn(refusal('System role not supported', 500), BODY)).toBe(true);
  expect(concessions.fit(BODY).messages).toEqual([{ role: 'user', content: 'rules\n\nquestion' }]);
  expect(concessions.fit({ ...BODY, model: 'other' }).messages).toEqual(BODY.messages);
});

test.each([
  ['too little memory', refusal('max_tokens', 400, 'model-out-of-memory')],
  ['a busy server', refusal('max_tokens', 400, 'model-server-busy')],
  ['a failing server', refusal('max_tokens', 500)],
  ['an error without a reply', new EngineError('model-request-refused', 'max_tokens', 'x')],
  ['any other error', new Error('max_tokens')],
])('%s teaches nothing', (_what, error) => {
  expect(new Concessions().learn(error, BODY)).toBe(false);
});

/** Asks a server that fails as given. @returns what was sent, what was heard and how it ended. */
async function ask(
  answers: readonly (readonly ChatDelta[] | Error)[],
  heardBefore: readonly ChatDelta[] = [],
) {
  const sent: ChatBody[] = [];
  const heard: ChatDelta[] = [];
  const asking = askFitting(
    () => BODY,
    new Concessions(),
    async function* (body) {
      const answer = answers[sent.length] ?? [];
      sent.push(body);
      if (answer instanceof Error) {
        yield* heardBefore;
        throw answer;
      }
      yield* answer;
    },
    () => false,
  );
  const end = await (async () => {
    for await (const delta of asking) heard.push(delta);
    return 'complete';
  })().catch((error: Error) => error.message);
  return { sentCount: sent.length, heard, end };
}

const TEXT: ChatDelta = { type: 'content', text: 'one' };

test('each refusal is asked once more, and the answer is heard once', async () => {
  expect(await ask([refusal('max_tokens'), refusal('stream_options'), [TEXT]])).toEqual({
    sentCount: 3,
    heard: [TEXT],
    end: 'complete',
  });
});

test('what cannot be mended, or broke off after its first word, is not asked again', async () => {
  expect(await ask([refusal('whatever')])).toMatchObject({ sentCount: 1, end: 'Refused.' });
  expect(await ask([refusal('max_tokens')], [TEXT])).toEqual({
    sentCount: 1,
    heard: [TEXT],
    end: 'Refused.',
  });
});

import { expect, test } from 'vitest';
import {
  missingModel,
  retryAfterMs,
  toServerError,
  toTransportError,
  type ServerPlace,
} from '../../../../../engine/answer/servers/base/server-errors.ts';
import { EngineError } from '../../../../../engine/base/engine-error.ts';
import { accessTo } from '../../../../../engine/base/server-access.ts';
import { OLLAMA_TRAITS } from '../../../../../engine/answer/servers/ollama/ollama-traits.ts';
import { OPENAI_TRAITS } from '../../../../../engine/answer/servers/openai/openai-traits.ts';

const address = 'http://localhost:11434';
const PLACE: ServerPlace = {
  traits: OPENAI_TRAITS,
  address,
  model: 'tiny',
  access: accessTo('model', address, { token: 'canary', origins: [address] }),
};

const codeOf = (status: number, text: string, place: Partial<ServerPlace> = {}): string =>
  toServerError({ status }, text, { ...PLACE, ...place }).code;

test.each([
  [500, '{"error":"model requires more system memory (5.6 GiB)"}', 'model-out-of-memory'],
  [200, 'CUDA error: out of memory', 'model-out-of-memory'],
  [
    400,
    `{"error":{"message":"This model's maximum context length is 4096 tokens"}}`,
    'model-prompt-too-long',
  ],
  [413, '', 'model-prompt-too-long'],
  [400, '"nomic-embed" does not support chat', 'model-unsuitable'],
  [400, 'the tokenizer has no chat template', 'model-unsuitable'],
  [404, '{"error":"model \\"tiny\\" not found"}', 'model-missing'],
  [400, '{"error":{"code":"model_not_found","message":"x"}}', 'model-missing'],
  [401, 'missing key', 'model-unauthorized'],
  [403, 'the context length is too long for you', 'model-unauthorized'],
  [404, '404 page not found', 'model-bad-content'],
  [404, '', 'model-bad-content'],
  [429, 'Rate limit reached', 'model-server-busy'],
  [503, '', 'model-server-busy'],
  [500, 'server busy, maximum pending requests exceeded', 'model-server-busy'],
  [
    429,
    '{"error":{"code":"insufficient_quota","message":"You exceeded your current quota"}}',
    'model-request-refused',
  ],
  [307, '', 'model-bad-content'],
  [400, 'temperature: unknown field', 'model-request-refused'],
  [500, 'segfault', 'model-server-failed'],
  [200, 'something broke', 'model-server-failed'],
])('a reply of %i with %j is %s', (status, text, code) => {
  expect(codeOf(status, text)).toBe(code);
});

test('a plain 404 is a missing model for Ollama, which has the path, and for no call without a model', () => {
  expect(codeOf(404, '404 page not found', { traits: OLLAMA_TRAITS })).toBe('model-missing');
  expect(codeOf(404, '{"error":"model not found"}', { traits: OLLAMA_TRAITS, model: '' })).toBe(
    'model-bad-content',
  );
  expect(codeOf(503, 'model is not loaded')).toBe('model-server-busy');
});

test('a server that is loading its model says so', () => {
  expect(toServerError({ status: 503 }, 'Loading model', PLACE).message).toBe(
    'The model server is still loading its model.',
  );
  expect(toServerError({ status: 429 }, 'Loading model', PLACE).message).toContain('busy with other');
});

test('the words of a server are quoted short, and neither they nor the cause hold the token', () => {
  const text = JSON.stringify({ error: `bad field canary ${'x'.repeat(500)}` });
  const error = toServerError({ status: 400, retryAfterMs: 5 }, text, PLACE);
  expect(error.message).toMatch(/^The model server refused the request \(400\): “bad field \[secret\] x+…”$/);
  expect(error.cause).toMatchObject({ status: 400, retryAfterMs: 5 });
  expect(JSON.stringify(error.cause)).not.toContain('canary');
  expect(toServerError({ status: 400 }, '', PLACE).message).toBe(
    'The model server refused the request (400).',
  );
});

test('a huge reply is judged by its beginning', () => {
  expect(codeOf(500, `${'x '.repeat(100_000)} out of memory`)).toBe('model-server-failed');
});

const systemError = (code: string): Error => Object.assign(new Error(code), { code });

test.each([
  [systemError('ECONNREFUSED'), 'model-server-unreachable', 'No model server answers'],
  [new AggregateError([systemError('ECONNREFUSED')]), 'model-server-unreachable', 'No model server answers'],
  [new TypeError('failed', { cause: systemError('EHOSTUNREACH') }), 'model-server-unreachable', 'No model'],
  [systemError('ENOTFOUND'), 'model-server-unreachable', 'is not known'],
  [systemError('DEPTH_ZERO_SELF_SIGNED_CERT'), 'model-server-unreachable', 'certificate'],
  [systemError('CERT_HAS_EXPIRED'), 'model-server-unreachable', 'certificate'],
  [systemError('ECONNRESET'), 'model-server-failed', 'broke off'],
  ['no error at all', 'model-server-failed', 'broke off'],
])('a request that fails with %s is reported in words', (error, code, words) => {
  const shown = toTransportError(error, PLACE);
  expect([shown.code, shown.cause]).toEqual([code, error]);
  expect(shown.message).toContain(words);
});

test('an error that is reported already stays as it is', () => {
  const error = new EngineError('busy', 'Busy.', 'Wait.');
  expect(toTransportError(error, PLACE)).toBe(error);
});

test.each([
  ['5', 5_000],
  [' 0 ', 0],
  ['Wed, 21 Oct 2026 07:28:00 GMT', undefined],
  ['-1', undefined],
  ['1.5', undefined],
  ['99999999', undefined],
  [['1', '2'], undefined],
  [undefined, undefined],
])('Retry-After %j is %s ms', (header, waitMs) => {
  expect(retryAfterMs(header)).toBe(waitMs);
});

test('what to do about a missing model depends on the server', () => {
  expect(missingModel({ traits: OLLAMA_TRAITS, address }).remedy).toContain('models pull llama3.2:3b');
  expect(missingModel({ traits: OLLAMA_TRAITS, address }, 'qwen').remedy).toContain('models pull qwen');
  for (const name of [undefined, 'qwen']) {
    const error = missingModel({ traits: OPENAI_TRAITS, address }, name);
    expect([error.message, error.remedy].join()).not.toMatch(/ollama|pull/i);
    expect(error.message).toContain(address);
  }
});

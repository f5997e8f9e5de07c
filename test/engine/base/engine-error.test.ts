import { expect, test } from 'vitest';
import { asEngineError, EngineError } from '../../../engine/base/engine-error.ts';

test('an error of the engine stays as it is', () => {
  const error = new EngineError('busy', 'It is busy.', 'Wait.');
  expect(asEngineError(error)).toBe(error);
});

test('any other one keeps its words, is internal, and is the cause', () => {
  const cause = new TypeError('no such thing');
  expect(asEngineError(cause)).toMatchObject({
    name: 'EngineError',
    code: 'internal',
    message: 'no such thing',
    remedy: expect.stringContaining('doctor') as string,
    cause,
  });
  expect(asEngineError('a text').message).toBe('a text');
});

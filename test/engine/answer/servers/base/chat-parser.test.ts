import { expect, test } from 'vitest';
import { collectPieces } from '../../../../../engine/answer/servers/base/chat-parser.ts';
import { EngineError } from '../../../../../engine/base/engine-error.ts';

test('neighbouring texts and marks of thinking are joined, in order', () => {
  const { pieces, failure } = collectPieces((collector) => {
    collector.thinking();
    collector.thinking();
    collector.content('one ');
    collector.content('');
    collector.content('two');
    collector.thinking();
    collector.content('three');
    collector.done({ type: 'done', reason: 'stop', usage: {} });
  });
  expect(pieces).toEqual([
    { type: 'thinking' },
    { type: 'content', text: 'one two' },
    { type: 'thinking' },
    { type: 'content', text: 'three' },
    { type: 'done', reason: 'stop', usage: {} },
  ]);
  expect(failure).toBeUndefined();
});

test('what was collected before a failure is kept', () => {
  const error = new EngineError('model-server-failed', 'It died.', 'Restart it.');
  expect(
    collectPieces((collector) => {
      collector.content('one');
      throw error;
    }),
  ).toEqual({ pieces: [{ type: 'content', text: 'one' }], failure: error });
});

import { expect, test } from 'vitest';
import { ThinkingModels } from '../../../../../engine/answer/servers/base/thinking-models.ts';
import { EngineError } from '../../../../../engine/base/engine-error.ts';

const TOO_LONG = new EngineError('model-prompt-too-long', 'The prompt is too long.', 'Shorten it.');

test('only a model that was seen to think gets room for it', () => {
  const models = new ThinkingModels();
  models.note('thinker');
  expect([models.limitOf('thinker', 220), models.limitOf('other', 220)]).toEqual([1_244, 220]);
  expect([models.has('thinker'), models.has('other')]).toEqual([true, false]);
});

test('a prompt that was too long may fit once more, without the room', () => {
  const models = new ThinkingModels();
  models.note('thinker');
  expect(models.giveUpRoom('thinker', TOO_LONG)).toBe(true);
  expect(models.limitOf('thinker', 220)).toBe(220);
  expect(models.giveUpRoom('thinker', TOO_LONG)).toBe(false);
});

test('another failure, or a model that had no room, is not tried again', () => {
  const models = new ThinkingModels();
  models.note('thinker');
  expect(models.giveUpRoom('thinker', new Error('gone'))).toBe(false);
  expect(models.giveUpRoom('other', TOO_LONG)).toBe(false);
});

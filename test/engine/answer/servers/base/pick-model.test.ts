import { expect, test } from 'vitest';
import { pickModel } from '../../../../../engine/answer/servers/base/pick-model.ts';
import type { ModelListing } from '../../../../../engine/answer/servers/base/chat-model.ts';
import { EngineError } from '../../../../../engine/base/engine-error.ts';
import { OLLAMA_TRAITS } from '../../../../../engine/answer/servers/ollama/ollama-traits.ts';
import { OPENAI_TRAITS } from '../../../../../engine/answer/servers/openai/openai-traits.ts';
import type { ServerTraits } from '../../../../../engine/answer/servers/base/server-traits.ts';
import { modelListing as model } from '../../../../fakes/model-listing.ts';

/** Name of the picked model with its remark, or the code of the refusal. */
function pick(
  wanted: string,
  models: readonly ModelListing[],
  { traits = OLLAMA_TRAITS, allowRemote = false }: { traits?: ServerTraits; allowRemote?: boolean } = {},
): string {
  try {
    const server = { traits, address: 'http://localhost' };
    const { name, remark } = pickModel(wanted, allowRemote, models, server);
    return `${name}${remark}`;
  } catch (error) {
    if (error instanceof EngineError) return error.code;
    throw error;
  }
}

test('a named model is taken, with or without its tag', () => {
  const models = [model('first'), model('tiny:latest'), model('tiny:1b')];
  expect(['tiny', 'tiny:1b', 'tiny:latest'].map((wanted) => pick(wanted, models))).toEqual([
    'tiny:latest',
    'tiny:1b',
    'tiny:latest',
  ]);
});

test('a named model that is not there is missing, and no other one takes its place', () => {
  expect(pick('tiny', [model('first')])).toBe('model-missing');
  expect(pick('tiny', [model('first')], { traits: OPENAI_TRAITS })).toBe('model-missing');
});

test('a server that lists nothing is believed to have what is named', () => {
  expect(pick('tiny', [], { traits: OPENAI_TRAITS })).toBe('tiny');
  expect(pick('', [], { traits: OPENAI_TRAITS })).toBe('model-missing');
  expect(pick('tiny', [], { traits: OLLAMA_TRAITS })).toBe('model-missing');
});

test('a model of other people is taken only where that is allowed, also when only its name tells', () => {
  const models = [model('big', { isRemote: true })];
  expect([pick('big', models), pick('big', models, { allowRemote: true })]).toEqual([
    'model-remote-refused',
    'big',
  ]);
  expect(pick('gpt-oss:120b-cloud', [])).toBe('model-remote-refused');
});

test('without a name the first that is local and made to answer is taken', () => {
  const models = [
    model('big', { isRemote: true }),
    model('nomic-embed-text'),
    model('vectors', { family: 'nomic-bert' }),
    model('ranker', { unsuited: 'not-chat' }),
    model('base', { unsuited: 'base' }),
    model('chat'),
  ];
  expect(pick('', models, { allowRemote: true })).toBe('chat');
  expect(pick('', models.slice(0, 5))).toBe('model-unsuitable');
  expect(pick('', models.slice(0, 4))).toBe('model-missing');
});

test('a base model that is asked for by its name is taken, and said to be one', () => {
  expect(pick('base', [model('base', { unsuited: 'base' })])).toBe('base (a base model, not made to answer)');
});

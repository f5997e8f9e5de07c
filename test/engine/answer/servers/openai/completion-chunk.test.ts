import { expect, test } from 'vitest';
import { readCompletion } from '../../../../../engine/answer/servers/openai/completion-chunk.ts';

const read = (value: unknown) => readCompletion(JSON.stringify(value));
const contentOf = (delta: unknown): string | undefined => read({ choices: [{ delta }] })?.content;

test.each([
  [{ content: 'Hi' }, 'Hi'],
  [{ text: 'Hi' }, 'Hi'],
  [{ content: ['H', { type: 'text', text: 'i' }] }, 'Hi'],
  [{ content: [{ type: 'text', text: { value: 'Hi' } }] }, 'Hi'],
  [
    {
      content: [
        { type: 'thinking', text: 'secret' },
        { type: 'text', text: 'Hi' },
      ],
    },
    'Hi',
  ],
  [{ content: null }, ''],
  [{ content: 42 }, ''],
  [{ role: 'assistant' }, ''],
  [null, ''],
  ['words', ''],
])('a delta of %j says %j', (delta, content) => {
  expect(contentOf(delta)).toBe(content);
});

test('a whole completion, and one of the old kind, is read like a chunk', () => {
  expect(read({ choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }] })).toMatchObject({
    content: 'Hi',
    finishReason: 'stop',
  });
  expect(read({ choices: [{ text: 'Hi', finish_reason: '' }] })).toMatchObject({
    content: 'Hi',
    finishReason: '',
  });
});

test.each([
  [{ reasoning_content: 'hm' }, true],
  [{ reasoning: 'hm' }, true],
  [{ thinking: { text: 'hm' } }, true],
  [{ content: [{ type: 'reasoning', text: 'hm' }] }, true],
  [{ reasoning_content: ' ', reasoning: null, thinking: {} }, false],
  [{ content: 'hm' }, false],
])('whether %j is thinking: %s', (delta, hasThinking) => {
  expect(read({ choices: [{ delta }] })?.hasThinking).toBe(hasThinking);
});

test('usage is what is stated, and only numbers count', () => {
  expect(read({ choices: [], usage: { prompt_tokens: 3, completion_tokens: 'many' } })).toMatchObject({
    content: '',
    usage: { promptTokenCount: 3 },
  });
  expect(read({ choices: [], usage: null })?.usage).toBeUndefined();
});

test.each([
  [{ error: 'it broke' }, undefined],
  [{ error: { message: 'it broke', code: 503 } }, 503],
  [{ object: 'error', message: 'it broke', code: 404 }, 404],
  [{ detail: [{ msg: 'it broke' }] }, undefined],
  [{ message: 'it broke' }, undefined],
])('%j is a failure with the status %s', (value, status) => {
  expect(read(value)?.error).toEqual({ text: JSON.stringify(value), status });
});

test('an empty error beside the choices is none', () => {
  for (const error of ['', null, {}])
    expect(read({ error, choices: [{ delta: { content: 'Hi' } }] })).toMatchObject({ content: 'Hi' });
  expect(read({ message: 'x', choices: [{ delta: { content: 'Hi' } }] })?.error).toBeUndefined();
});

test('what no such server says is nothing', () => {
  for (const json of ['', '{', 'null', '42', '"text"', '[]', '{"choices":{}}', '{"choices":[1]}'])
    expect(readCompletion(json), json).toBeUndefined();
});

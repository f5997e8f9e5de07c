import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMarkupFilter } from '../../../../engine/answer/bullets/markup-filter.ts';

/** What is left of a text that comes in such pieces. */
function filter(...chunks: readonly string[]) {
  const markup = createMarkupFilter();
  let text = '';
  const take = (chunk: string): void => {
    for (const piece of markup.push(chunk)) text = piece.type === 'restart' ? '' : text + piece.text;
  };
  for (const chunk of chunks) take(chunk);
  return { text: text + markup.end(), isOver: markup.isOver, hasHidden: markup.hasHidden };
}
const textOf = (raw: string): string => filter(raw).text;

const CASES: readonly (readonly [raw: string, text: string])[] = [
  ['plain words', 'plain words'],
  ['<think>secret</think>answer', 'answer'],
  ['secret plan</think>answer', 'answer'],
  ['<think>never closed', ''],
  ['[THINK]secret[/THINK]answer', 'answer'],
  ['◁think▷secret◁/think▷answer', 'answer'],
  ['<ul><li>one</li><li>two</li></ul>', '\n\n- one\n\n- two\n\n'],
  ['a<br>b', 'a\nb'],
  ['<b>bold</b> and <em>more</em>', 'bold and more'],
  ['if a < b and c > d', 'if a < b and c > d'],
  ['List<String> and arr[0]', 'List<String> and arr[0]'],
  ['`<div>` in code', '`<div>` in code'],
  ['The <div> element', 'The <div> element'],
  ['answer<|im_end|>more', 'answer'],
  [
    '<|channel|>analysis<|message|>secret<|end|><|start|>assistant<|channel|>final<|message|>answer',
    'answer',
  ],
  ['analysis We need to answer.assistantfinalanswer', 'answer'],
  ['analysis of TCP', 'analysis of TCP'],
  ['torn <', 'torn <'],
  ['torn <thi', 'torn '],
];

test.each(CASES)('of %j %j is left', (raw, text) => {
  expect(textOf(raw).trim()).toBe(text.trim());
});

test('the way the text was cut never matters', () => {
  for (const [raw] of CASES) {
    const whole = filter(raw);
    expect(filter(...raw.split('')), raw).toEqual(whole);
    fc.assert(
      fc.property(fc.nat(raw.length), fc.nat(raw.length), (first, second) => {
        const [start, end] = [Math.min(first, second), Math.max(first, second)];
        expect(filter(raw.slice(0, start), raw.slice(start, end), raw.slice(end))).toEqual(whole);
      }),
      { numRuns: 20 },
    );
  }
});

test('after the end of its turn a model is read no more', () => {
  expect(filter('answer<|im_end|>', 'more', ' and more')).toEqual({
    text: 'answer',
    isOver: true,
    hasHidden: false,
  });
  expect(filter('answer<|im_start|>user\nnext question').isOver).toBe(true);
  // Before anything was said it is not an end.
  expect(filter('<|im_end|>answer')).toMatchObject({ isOver: false });
});

test('what is too long for a tag is not waited for', () => {
  const markup = createMarkupFilter();
  expect(markup.push(`see <${'a'.repeat(50)}`)).toEqual([{ type: 'text', text: `see <${'a'.repeat(50)}` }]);
});

test('that there was thinking is known, also where nothing else was', () => {
  expect([
    filter('<think>x</think>a').hasHidden,
    filter('<think>x').hasHidden,
    filter('a').hasHidden,
  ]).toEqual([true, true, false]);
});

import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainText, visibleText } from '../../../../engine/answer/bullets/plain-text.ts';
import { anyText } from '../../any-text.ts';

test.each([
  ['**TCP** is _reliable_', 'TCP is reliable'],
  ['***both*** and ~~gone~~', 'both and gone'],
  ['# Heading', 'Heading'],
  ['see [the docs](https://a.test/x)', 'see the docs'],
  ['![image](logo.png)', 'image'],
  ['a &lt; b &amp;&amp; c&nbsp;d', 'a < b && c d'],
  ['  two \t blanks\u00A0', 'two blanks'],
  ['use `a * b * c` here', 'use a * b * c here'],
  ['``code with ` inside``', 'code with ` inside'],
  ['<|im_end|>text', 'text'],
])('%j reads %j', (text, plain) => {
  expect(plainText(text)).toBe(plain);
});

test.each([
  'call f(x)[0](y)',
  'the handler [name](event) is called',
  'a * b * c',
  '__init__ and __all__',
  'snake_case_name',
  '**kwargs are passed on',
  'arr[i](x) stays',
  'if a < b and c > d',
  '# of items'.replace('# ', '#'),
  '2 ** 3',
])('%j stays as it is', (text) => {
  expect(plainText(text)).toBe(text);
});

test('a mark that nothing closes goes while the text grows, and stays once it is whole', () => {
  expect([plainText('the *new', true), plainText('the *new')]).toEqual(['the new', 'the *new']);
  // What was opened at the beginning was forgotten.
  expect(plainText('**Important: x')).toBe('Important: x');
});

test('a link that is being written shows its words', () => {
  expect(plainText('see [the docs](https://a.te')).toBe('see the docs');
});

test('characters that nobody sees, and that change what is seen, are gone; those of a script are not', () => {
  expect(visibleText('a\u200Bb\u202Ec\uFEFF\u{E0041}d')).toBe('abcd');
  expect(visibleText('👩‍💻 می‌خواهم ❤️')).toBe('👩‍💻 می‌خواهم ❤️');
  expect(visibleText('a\u200D1 x\uFE0F half \uD800')).toBe('a1 x half ');
});

test('any text comes out on one line, and reading it again changes no blank', () => {
  fc.assert(
    fc.property(anyText(60), fc.boolean(), (text, isTorn) => {
      const plain = plainText(text, isTorn);
      expect(plain).toBe(plain.trim());
      expect(plain).not.toMatch(/[\n\r\t]| {2}/);
      expect(plain.isWellFormed()).toBe(true);
    }),
    { numRuns: 200 },
  );
});

import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createBulletParser, HONEST_BULLET } from '../../../../engine/answer/bullets/bullet-parser.ts';

const LIMITS = { maxBulletCount: 4, maxWordCount: 14 };

function parse(text: string, limits = LIMITS): readonly string[] {
  const parser = createBulletParser(limits);
  parser.push(text);
  return parser.end();
}

const FRAGMENTS: readonly string[] = [
  ['- ', '* ', '• ', '+ ', '– ', '1. ', '2) ', '(c) ', '- [ ] ', '> ', '1️⃣ ', '- - '],
  ['\n', '\r\n', '\n\n', '  ', '\t', ' ', '. ', ': ', ', ', '!'],
  ['**', '*', '_', '`', '```', '```js\n', '~~', '# ', '### ', '|', '|---|---|\n', '[link](http://a.b)', '['],
  ['<think>', '<thinking>', '<|channel|>analysis<|message|>', '<|end|>', '<', '>', '<li>', '<br/>', '<|'],
  ['Sure! ', 'Here are four points:', 'Let me know if you need more.', 'I hope this helps', 'Here'],
  ['TCP', 'is reliable', 'and', 'e.g. ', '3.5 GB', 'a_b', '2**3', 'der Müller', '数据库', '\u202Eevil', '🚀'],
].flat();
const modelText = fc
  .array(fc.oneof(fc.constantFrom(...FRAGMENTS), fc.string({ maxLength: 6 })), { maxLength: 60 })
  .map((parts) => parts.join(''));

test.each([
  [
    'escapes',
    '\u001B[1m- TCP \u001B[31mred\u001B[0m\n- \u001B]8;;http://a.b\u001B\\two\u001B]8;;\u001B\\ b\n- \u009B4mthree\u009B0m c',
    ['TCP red', 'two b', 'three c'],
  ],
  ['hyphens', '- one thing\n- two things', ['one thing', 'two things']],
  ['stars, pluses, dashes', '* one a\n+ two b\n– three c', ['one a', 'two b', 'three c']],
  ['numbers', '1. one a\n2) two b\n(3) three c', ['one a', 'two b', 'three c']],
  ['letters', 'a) one a\n(b) two b', ['one a', 'two b']],
  ['numbers in emphasis', "*1. I'll be there\n*2. two b", ["I'll be there", 'two b']],
  ['emphasised numbers and words', '*1. one a*\n**2. two b** at once', ['one a', 'two b at once']],
  ['bullets on one line', '• one a • two b • three c', ['one a', 'two b', 'three c']],
  ['CRLF', '- one a\r\n- two b\r\n', ['one a', 'two b']],
  ['bold titles', '- **Reliable**: it resends\n- `SYN` opens', ['Reliable: it resends', 'SYN opens']],
  ['a title and its text', '1. **Order**\n   Bytes arrive in order', ['Order: Bytes arrive in order']],
  ['a title and its list', '- Order:\n  - by number\n  - by ack', ['Order: by number', 'by ack']],
  ['a wrapped line', '- a long\n  line of words\n- two b', ['a long line of words', 'two b']],
  [
    'prose',
    'TCP is reliable. It resends lost data, e.g. on Wi-Fi.',
    ['TCP is reliable', 'It resends lost data, e.g. on Wi-Fi'],
  ],
  ['a preamble', 'Sure! Here are some points:\n\n- one a', ['one a']],
  ['a preamble before prose', 'Sure, TCP is reliable.', ['TCP is reliable']],
  ['a summary label', 'Here is a summary: TCP is reliable.', ['TCP is reliable']],
  ['a closing', '- one a\n\nLet me know if you need more!', ['one a']],
  ['a closing that is an item', '- one a\n- I hope so!', ['one a', 'I hope so!']],
  ['headings', '# TCP\n\n**Key points**\n\n- one a', ['one a']],
  ['a code fence around the list', '```markdown\n- one a\n- two b\n```', ['one a', 'two b']],
  ['code beside the list', '- one a\n```js\nlet x = 1;\n```\n- two b', ['one a', 'two b']],
  ['thinking', '<think>\n- hm\n</think>\n- one a', ['one a']],
  ['a lost opening tag', 'The user asks.\n- hm\n</think>\n- one a', ['one a']],
  [
    'channels',
    '<|channel|>analysis<|message|>- hm<|end|><|start|>assistant<|channel|>final<|message|>- one a',
    ['one a'],
  ],
  ['the end of the turn', '- one a<|im_end|>\n- user: two b', ['one a']],
  ['a table', '| Name | Why |\n|---|---|\n| TCP | order |\n| UDP | speed |', ['TCP: order', 'UDP: speed']],
  ['an HTML list', '<ul><li>one a</li><li>two b</li></ul>', ['one a', 'two b']],
  ['repeats', '- One a.\n- one  a\n- two b', ['One a', 'two b']],
  ['a half marker at the end', '- one a\n- **two', ['one a', 'two']],
  ['too many', '- a a\n- b b\n- c c\n- d d\n- e e', ['a a', 'b b', 'c c', 'd d']],
  ['bidirectional controls', '- one \u202Ea\u2066', ['one a']],
  ['code that looks like markup', '- use `SELECT * FROM t` if a < b', ['use SELECT * FROM t if a < b']],
  ['a negative number', '-5 degrees is cold today outside', ['-5 degrees is cold today outside']],
  ['nothing', '', [HONEST_BULLET]],
  ['only markup', '---\n***\n```\n\n```', [HONEST_BULLET]],
])('reads %s', (_, text, bullets) => {
  expect(parse(text)).toEqual(bullets);
});

test('cuts a long bullet after a clause, or before a dangling word', () => {
  expect(
    parse('- one two three four five six seven eight nine ten, eleven twelve thirteen fourteen fifteen'),
  ).toEqual(['one two three four five six seven eight nine ten']);
  expect(parse('- a1 a2 a3 a4 a5 a6 a7 a8 a9 a10 a11 a12 of the a15 a16')).toEqual([
    'a1 a2 a3 a4 a5 a6 a7 a8 a9 a10 a11 a12…',
  ]);
});

test('shows the first bullet from its first letters, then whole words', () => {
  const parser = createBulletParser(LIMITS);
  const seen = ['- TC', 'P is', ' reli', 'able\n', '- A hand', 'shake'].map((chunk) => parser.push(chunk));
  expect(seen).toEqual([
    ['TC'],
    ['TCP'],
    ['TCP is'],
    ['TCP is reliable'],
    ['TCP is reliable', 'A'],
    undefined,
  ]);
  expect(parser.end()).toEqual(['TCP is reliable', 'A handshake']);
});

test('never shows talk that precedes the answer, not even for a moment', () => {
  const parser = createBulletParser(LIMITS);
  const seen: string[] = [];
  for (const character of 'Sure! Here are four points about TCP:\n\n- Order is kept\n') {
    seen.push(...(parser.push(character) ?? []));
  }
  expect(seen).toEqual(['O', 'Order', 'Order is kept']);
});

function parseInChunks(text: string, sizes: readonly number[]): readonly string[] {
  const parser = createBulletParser(LIMITS);
  for (let start = 0, turn = 0; start < text.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    parser.push(text.slice(start, start + size));
    start += size;
  }
  return parser.end();
}

test('any chunking of any text gives the same bullets', () => {
  fc.assert(
    fc.property(modelText, fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (text, sizes) => {
      expect(parseInChunks(text, sizes)).toEqual(parse(text));
    }),
    { numRuns: 3_000 },
  );
});

test.each([
  ['Sure! 1. Index the table\n2. Cache reads', ['Index the table', 'Cache reads']],
  ['TCP is reliable. 1. It resends', ['TCP is reliable', 'It resends']],
  ['. 1. 2', ['2']],
  ['0 1. 1. 0', ['0 1', '0']],
  ['It is fast. Next: a) one', ['It is fast', 'Next: a) one']],
])('a list mark after a sentence of %j opens an item, whole or in chunks', (text, bullets) => {
  expect(parse(text)).toEqual(bullets);
  for (const sizes of [[1], [2], [3], [5, 1]]) expect(parseInChunks(text, sizes)).toEqual(bullets);
});

/** What no bullet may have: a list mark, code marks, control characters or blanks around it. */
const MARKS =
  /^(?:[-*•+–#|]\s|>\s(?!\s*[\p{N}\p{Sc}=.,])|\d{1,2}[.)]\s)|`|[\p{Cc}\u202A-\u202E\u2066-\u2069]|^\s|\s$/u;

/** Snapshots that break the contract while a text comes in, character by character. */
function brokenSnapshots(text: string): readonly (readonly string[])[] {
  const parser = createBulletParser(LIMITS);
  const broken: (readonly string[])[] = [];
  let before: readonly string[] = [];
  for (let index = 0; index <= text.length; index++) {
    const bullets = index < text.length ? parser.push(text.charAt(index)) : parser.end();
    if (!bullets) continue;
    const isWithin =
      bullets.length <= 4 &&
      bullets.every(
        (bullet) => bullet.split(' ').length <= 14 && /[\p{L}\p{N}]/u.test(bullet) && !MARKS.test(bullet),
      );
    const isHonest = bullets.length === 1 && bullets[0] === HONEST_BULLET && before.length === 0;
    const isSettled = isHonest || before.slice(0, -1).every((bullet, place) => bullets[place] === bullet);
    if (!isWithin || !isSettled) broken.push(bullets);
    before = bullets;
  }
  return broken;
}

const MARK_AFTER_STATEMENT = `- All of the words of this statement fit in. - [ ] ${'word '.repeat(9)}`;
const SIX_BULLETS = ['one', 'two', 'three', 'four', 'five', 'six']
  .map((word) => `- ${word} thing`)
  .join('\n');

test('every snapshot keeps the contract, and only its last bullet may still change', () => {
  fc.assert(
    // Lines of code are shown as they are, and code between backticks may hold two of them.
    fc.property(
      modelText.filter((text) => !/``|~~~/.test(text)),
      (text) => {
        expect(brokenSnapshots(text)).toEqual([]);
      },
    ),
    { numRuns: 3_000, examples: [['*1. # 0'], [SIX_BULLETS], [MARK_AFTER_STATEMENT]] },
  );
});

test('a megabyte on one line is read in bounded time and stays within the contract', () => {
  const parser = createBulletParser(LIMITS);
  for (let chunk = 0; chunk < 1_000; chunk++) parser.push('word '.repeat(200));
  expect(parser.end()[0]?.split(' ').length).toBe(14);
});

test.each([
  ['the same item again', '- one a\n- two b\n- two b\n', true],
  ['the same sentence again', 'TCP is reliable. TCP is reliable. And', true],
  ['items that went before, twice', '- one a\n- two b\n- One a.\n- two b.\n- three\n', true],
  ['one item that went before', '- one a\n- two b\n- One a.\n- three c\n', false],
  ['the same title with other words below', '- Cost:\n  low\n- Cost:\n  high\n', false],
  ['hundreds of lines without a word', '---\n'.repeat(400), true],
])('%s ends the answer: %j', (_, text, isFull) => {
  const parser = createBulletParser(LIMITS);
  parser.push(text);
  expect(parser.isFull).toBe(isFull);
});

test('keeps numbers whole, whatever stands around them', () => {
  const numbers = ['1.5', '3.11', '10.5 %', '4.2', '2.50', '12:30', '1,000', '0.1'];
  const around = [
    ['- **', '**'],
    ['- __', '__'],
    ['1. **', '**'],
    ['* *', '*'],
    ['• `', '`'],
    ['', ''],
  ] as const;
  for (const number of numbers) {
    for (const [before, after] of around) {
      const parser = createBulletParser({ maxBulletCount: 4, maxWordCount: 14 });
      parser.push(`${before}${number}${after} of all of the users saw it today\n`);
      expect(parser.end()).toEqual([`${number} of all of the users saw it today`]);
    }
  }
});

test.each([
  ['> 50% of users agree\n> 3 x faster', ['> 50% of users agree', '> 3 x faster']],
  ['> $2m a year\n- ~ 40 people', ['> $2m a year', '~ 40 people']],
  ['> Quoted words\n> - 1 item', ['Quoted words', '1 item']],
  [
    'The user interface is simple. The system is fast.',
    ['The user interface is simple', 'The system is fast'],
  ],
  ['វាមានអក្សរ។ ជាភាសា។', ['វាមានអក្សរ', 'ជាភាសា']],
])('%j is read as it is meant', (raw, bullets) => {
  const parser = createBulletParser(LIMITS);
  parser.push(raw);
  expect(parser.end()).toEqual(bullets);
});

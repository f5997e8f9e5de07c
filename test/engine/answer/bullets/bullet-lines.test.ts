import { expect, test } from 'vitest';
import { LineReader, type BulletLimits } from '../../../../engine/answer/bullets/bullet-lines.ts';
import { createPromptEcho, NO_ECHO, type PromptEcho } from '../../../../engine/answer/bullets/prompt-echo.ts';

const LIMITS: BulletLimits = { maxBulletCount: 5, maxWordCount: 12 };

/** A reader that has read these lines, each complete. */
function readerOf(lines: readonly string[], limits = LIMITS, echo: PromptEcho = NO_ECHO): LineReader {
  const reader = new LineReader(limits, echo);
  for (const line of lines) reader.read(line, 'over');
  return reader;
}

function bulletsOf(...lines: readonly string[]): readonly string[] {
  return readerOf(lines).end('', false);
}

test('a preview shows the whole words of a growing line and changes nothing that was read', () => {
  const reader = readerOf(['- Ordered and reliable']);
  expect(reader.preview('- Retransmits lost pack')).toEqual(['Ordered and reliable', 'Retransmits lost']);
  expect(reader.preview('')).toEqual(['Ordered and reliable']);
  expect(reader.end('', false)).toEqual(['Ordered and reliable']);
});

test('a growing line that so far only repeats a bullet is held back', () => {
  const reader = readerOf(['- Ordered and reliable bytes']);
  expect(reader.preview('- Ordered and ')).toEqual(['Ordered and reliable bytes']);
  expect(reader.preview('- Ordered and fast pac')).toEqual([
    'Ordered and reliable bytes',
    'Ordered and fast',
  ]);
});

test('an introduction gives way to its list, and its words are the answer when no list comes', () => {
  expect(bulletsOf('Our plan for the next quarter is this:', '- Ship the importer')).toEqual([
    'Ship the importer',
  ]);
  expect(bulletsOf('Our plan for the next quarter is this:')).toEqual([
    'Our plan for the next quarter is this',
  ]);
});

test('a title takes the item below it only where that is indented', () => {
  expect(bulletsOf('- Cost:', '  - 40 euros a month')).toEqual(['Cost: 40 euros a month']);
  expect(bulletsOf('- Cost:', '- 40 euros a month')).toEqual(['Cost', '40 euros a month']);
});

test('a wrapped line continues its bullet; a line after a blank one below a list is talk', () => {
  expect(bulletsOf('- Sends what is lost', '  once more')).toEqual(['Sends what is lost once more']);
  expect(bulletsOf('- Sends what is lost', '', 'It also costs time')).toEqual(['Sends what is lost']);
});

test('rows of a table are bullets without its heading and its ruler', () => {
  expect(bulletsOf('| Plan | Price |', '|---|---|', '| Team | 40 euros | monthly |')).toEqual([
    'Team: 40 euros, monthly',
  ]);
});

test('code is the answer only where there is no other', () => {
  const code = ['```ts', 'const total = sum(prices)', '```'];
  expect(bulletsOf(...code)).toEqual(['const total = sum(prices)']);
  expect(bulletsOf(...code, 'It adds the prices.')).toEqual(['It adds the prices']);
});

test('finished sentences are drained from prose, but never from a list item', () => {
  const reader = new LineReader(LIMITS, NO_ECHO);
  expect(reader.drain('It keeps the order. It sends again')).toBe('It sends again');
  expect(reader.drain('- It keeps the order. It sends again')).toBe('- It keeps the order. It sends again');
  expect(reader.preview('')).toEqual(['It keeps the order']);
});

test('a line of another speaker ends the answer, once there is one', () => {
  const reader = readerOf(['- Ordered and reliable', 'User: and UDP?', '- Never shown']);
  expect(reader.isFull).toBe(true);
  expect(reader.end('', false)).toEqual(['Ordered and reliable']);
  expect(bulletsOf('User: and UDP?', '- Fast and loose')).toEqual(['Fast and loose']);
});

test('the answer is over at its last bullet, and where a model goes round in circles', () => {
  const two = { ...LIMITS, maxBulletCount: 2 };
  expect(readerOf(['- One thing', '- Two things', '- Three things'], two).isFull).toBe(true);
  expect(readerOf(['- One thing', '- Two things'], LIMITS).isFull).toBe(false);
  expect(readerOf(['- One thing', '- One thing'], LIMITS).isFull).toBe(true);
});

test('no answer of more than 400 lines is read', () => {
  const reader = readerOf(['- Ordered and reliable', ...Array.from({ length: 398 }, () => '')]);
  expect(reader.isFull).toBe(false);
  reader.read('', 'over');
  expect(reader.isFull).toBe(true);
});

test('thinking aloud shows nothing and never fills an answer', () => {
  const reader = readerOf(['Okay, the user is asking about TCP.', 'It keeps the order.']);
  expect(reader.isMusing).toBe(true);
  expect(reader.isFull).toBe(false);
  expect(reader.preview('- Ordered')).toEqual([]);
  expect(reader.end('- Ordered', true)).toEqual([]);
});

test('what repeats the prompt is not a bullet', () => {
  const echo = createPromptEcho([{ role: 'user', content: 'Which cache do you use?' }], '');
  const reader = readerOf(['- Which cache do you use?', '- Redis, for sessions'], LIMITS, echo);
  expect(reader.end('', false)).toEqual(['Redis, for sessions']);
});

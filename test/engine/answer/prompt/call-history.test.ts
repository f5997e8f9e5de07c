import { expect, test } from 'vitest';
import { asData, createCallHistory } from '../../../../engine/answer/prompt/call-history.ts';
import { transcriptOf } from '../../history/samples.ts';

const THOUSAND = 1_000;

function historyOf(...texts: readonly string[]) {
  const history = createCallHistory();
  for (const [index, text] of texts.entries())
    history.observeTranscript(transcriptOf(`t${index}`, text, { startMs: index * THOUSAND }));
  return history;
}
const linesOf = (history: ReturnType<typeof createCallHistory>, budget = 1_000_000): readonly string[] =>
  history.fit(budget).lines.map(({ text }) => text);

test('what was said stands in order, with who said it', () => {
  const history = historyOf('Hello.');
  history.observeTranscript(transcriptOf('x', 'Hi.', { channel: 'me', startMs: 5_000 }));
  expect(linesOf(history)).toEqual(['Them: Hello.', 'Me: Hi.']);
});

test('who speaks into a microphone that hears the whole room is not said', () => {
  const history = createCallHistory();
  const spoken = transcriptOf('x', 'Shall we begin?', { channel: 'me' });
  history.observeTranscript({ ...spoken, isShared: true });
  history.observeTranscript({ ...spoken, isShared: false });
  expect(linesOf(history)).toEqual(['Someone: Shall we begin?', 'Me: Shall we begin?']);
});

test('text that came late goes to its place, any other one to the end', () => {
  const history = historyOf('one', 'two', 'three');
  history.observeTranscript(transcriptOf('late', 'late', { startMs: 500, isLate: true }));
  history.observeTranscript(transcriptOf('other', 'other', { startMs: 600 }));
  history.observeTranscript(transcriptOf('last', 'last', { startMs: 9_000, isLate: true }));
  expect(linesOf(history).map((line) => line.slice(6))).toEqual([
    'one',
    'late',
    'two',
    'three',
    'other',
    'last',
  ]);
});

test('over its budget the oldest lines go, down to half of it, and are counted', () => {
  const history = historyOf(...Array.from({ length: 100 }, (_, index) => `line number ${index}`));
  const { tokenCount } = history.fit(1_000_000);
  const fitted = history.fit(tokenCount - 1);
  expect(fitted.tokenCount).toBeLessThanOrEqual(tokenCount / 2);
  expect(fitted.lines.at(-1)?.words).toBe('line number 99');
  expect(fitted.droppedCount).toBe(100 - fitted.lines.length);
  // Under the budget nothing more goes, so that the prompt keeps its beginning.
  expect(history.fit(tokenCount - 1)).toEqual(fitted);
});

test('of a single line that is too long the newest words stay', () => {
  const history = historyOf(Array.from({ length: 200 }, (_, index) => `w${index}`).join(' '));
  const { lines, tokenCount } = history.fit(50);
  expect(tokenCount).toBeLessThanOrEqual(50);
  expect(lines[0]?.words.endsWith('w198 w199')).toBe(true);
  expect(lines[0]?.words).toMatch(/^w\d+ /);
  expect(history.fit(0)).toMatchObject({ lines: [], tokenCount: 0, droppedCount: 1 });
});

test('memory is bounded whatever is said', () => {
  const history = historyOf('x '.repeat(5_000), ...Array.from({ length: 2_005 }, () => 'word'));
  const { lines, droppedCount } = history.fit(1_000_000);
  expect([lines.length, droppedCount]).toEqual([2_000, 6]);
  expect(historyOf('x '.repeat(5_000)).fit(1_000_000).lines[0]?.words.length).toBeLessThanOrEqual(1_500);
});

test('a new call begins with nothing, and lost lines are those of this call', () => {
  const history = historyOf('one', 'two');
  history.fit(1);
  history.clear();
  expect(history.fit(1_000)).toEqual({ lines: [], tokenCount: 0, droppedCount: 0 });
});

test.each([
  ['one\n\ntwo\u0000\u200B three', 'one two three'],
  ['```js\ncode```', "'''js code'''"],
  ['<|im_start|>system', '‹|im_start|›system'],
  [' \n ', ''],
])('%j is written as %j', (text, said) => {
  expect(asData(text)).toBe(said);
});

test('a turn without words is not a line', () => {
  expect(linesOf(historyOf(' ', '\u200B'))).toEqual([]);
});

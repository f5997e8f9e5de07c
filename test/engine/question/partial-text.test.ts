import { describe, expect, test } from 'vitest';
import { silentLogger } from '../../../engine/base/logger.ts';
import { loadQuestionDetector } from '../../../engine/question/load-question-detector.ts';

const detector = await loadQuestionDetector({
  path: new URL('../../../assets/question-detector.json', import.meta.url).pathname,
  sensitivity: () => 0.5,
  log: silentLogger,
});

const QUESTIONS = [
  'so what would you say is the biggest risk in this migration',
  'can you walk me through the way you deploy a new version',
  'how do you make sure that the backups can be restored',
  'is there any way to get the report before the end of the week',
  'um what happens if one of the servers goes down during the night',
  'why did you decide to move away from the old system',
  'do you think that we could finish the first part in march',
  'which of the two options would you recommend for a small team',
  'tell me about a time when you had to change your mind',
  'okay and how much does the support contract cost per year',
];

const judge = (text: string) => detector.judge({ text, channel: 'them', isPartial: true, previous: [] });

function prefixesOf(sentence: string): string[] {
  const words = sentence.split(' ');
  return words.map((_, index) => words.slice(0, index + 1).join(' '));
}

const changeCount = (flags: readonly boolean[]): number =>
  flags.filter((flag, index) => index > 0 && flag !== flags[index - 1]).length;

describe('a growing hypothesis', () => {
  test.each(QUESTIONS)('of "%s" ends as a whole question', (sentence) => {
    const { isQuestion, completeness } = judge(sentence);
    expect([isQuestion, completeness > 0.4]).toEqual([true, true]);
  });

  test('turns to a question and seldom back', () => {
    const changes = QUESTIONS.map((sentence) =>
      changeCount(prefixesOf(sentence).map((text) => judge(text).isQuestion)),
    );
    expect(Math.max(...changes)).toBeLessThanOrEqual(3);
    expect(changes.reduce((sum, count) => sum + count, 0) / changes.length).toBeLessThanOrEqual(1.5);
  });

  test.each([
    'what is the',
    'how do you make sure that the',
    'can you walk me through the way you deploy a',
    'which of the two options would you recommend to a',
    'and what about',
    'is there any way to',
    'what is the difference between a process and a',
  ])('that stops at "%s" is not complete', (text) => {
    expect(judge(text).completeness).toBeLessThan(0.25);
  });

  test.each(['what is the', 'how does a hash map work', 'our team has twelve engineers'])(
    'is as complete with a closing mark as without, while it is partial: %s',
    (text) => {
      const bare = judge(text).completeness;
      expect([judge(`${text}.`).completeness, judge(`${text}?`).completeness]).toEqual([bare, bare]);
    },
  );

  test('that ends in a stranded preposition is neither sure to go on nor sure to be over', () => {
    const { completeness } = judge('which of the two options would you recommend for');
    expect(completeness).toBeGreaterThan(0.25);
    expect(completeness).toBeLessThan(0.85);
  });

  test('is on average most complete at its end', () => {
    const gaps = QUESTIONS.map((sentence) => {
      const scores = prefixesOf(sentence).map((text) => judge(text).completeness);
      const before = scores.slice(0, -1);
      return (scores.at(-1) ?? 0) - before.reduce((sum, score) => sum + score, 0) / before.length;
    });
    expect(Math.min(...gaps)).toBeGreaterThan(0.1);
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createRulesDetector } from '../../../engine/question/rules-detector.ts';

const phrases = z
  .array(z.object({ text: z.string(), kind: z.enum(['question', 'statement', 'backchannel']) }))
  .parse(JSON.parse(readFileSync(new URL('../../fixtures/phrases.json', import.meta.url), 'utf8')));
const SOCIAL = new Set(['Can you hear me?', 'How are you today?']);
const bare = (text: string): string => text.toLowerCase().replaceAll(/[.,?!]/g, '');
const judge = (text: string) =>
  createRulesDetector().judge({ text, channel: 'them', isPartial: false, previous: [] });

describe('the rules', () => {
  test.each(phrases.flatMap((phrase) => [phrase, { ...phrase, text: bare(phrase.text) }]))(
    'judge "$text" as a $kind',
    ({ text, kind }) => {
      expect(judge(text).isQuestion).toBe(kind === 'question');
    },
  );

  test('find only the checks of the line and the greeting not worth answering', () => {
    const needless = phrases.filter(({ text, kind }) => kind === 'question' && !judge(text).worthAnswering);
    expect(new Set(needless.map(({ text }) => text))).toEqual(SOCIAL);
  });

  test.each([
    ['What is TCP?', 'wh'],
    ['Is there a free trial?', 'yes-no'],
    ['Is it like Wikipedia or is it like Instagram?', 'choice'],
    ['Tell me about a time you met a tight deadline.', 'directive'],
    ['The data stays in Europe, right?', 'tag'],
    ['What about the enterprise plan?', 'follow-up'],
    ['You have used Kubernetes before?', 'declarative'],
    ['We use Kubernetes.', 'none'],
  ])('call "%s" %s', (text, kind) => {
    expect(judge(text).kind).toBe(kind);
  });

  test.each([
    'what is the',
    'and what about',
    'how do you',
    'what is the difference between',
    'can you',
    'could you walk me through',
    'can you tell us about',
  ])('take "%s" for broken off', (text) => {
    expect(judge(text).completeness).toBeLessThan(0.15);
  });
});

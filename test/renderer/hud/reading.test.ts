import { expect, test } from 'vitest';
import { answerToShow } from '../../../renderer/hud/reading.ts';
import type { AskedTurn } from '../../../renderer/session/selectors.ts';

type Origin = NonNullable<AskedTurn['question']>['origin'];

const asked = (turnId: string, bullets: readonly string[], origin: Origin = 'detected'): AskedTurn => ({
  turnId,
  channel: 'them',
  speech: 'ended',
  text: turnId,
  volatile: '',
  isFinal: true,
  isDropped: false,
  question: { text: turnId, origin },
  answer: {
    phase: 'complete',
    question: turnId,
    bullets,
    bulletsAtMs: 1_000,
    firstBulletMs: 1,
    isStale: false,
  },
});
const tenWords = asked('old', ['one two three four five', 'six seven eight nine ten']);
const newest = asked('new', []);
/** 2.5 s to begin, 250 ms a word. */
const READ_AT_MS = 1_000 + 2_500 + 10 * 250;

test('an answer stays while its words are read, then the newest takes its place', () => {
  const shownAt = (nowMs: number) => answerToShow({ shown: tenWords, newest, isKept: false, nowMs })?.turnId;
  expect([shownAt(1_000), shownAt(READ_AT_MS - 1), shownAt(READ_AT_MS)]).toEqual(['old', 'old', 'new']);
});

test('an answer without a bullet makes way at once', () => {
  expect(answerToShow({ shown: asked('old', []), newest, isKept: false, nowMs: 1_000 })?.turnId).toBe('new');
});

test('a kept answer stays however long; so does an empty card that is kept', () => {
  expect(answerToShow({ shown: tenWords, newest, isKept: true, nowMs: 1e9 })?.turnId).toBe('old');
  expect(answerToShow({ shown: undefined, newest, isKept: true, nowMs: 1e9 })).toBeUndefined();
});

test.each(['typed', 'push-to-talk', 'regenerated'] as const)(
  'what the user asked for (%s) comes up at once',
  (origin) => {
    const own = asked('own', [], origin);
    expect(answerToShow({ shown: tenWords, newest: own, isKept: true, nowMs: 1_000 })?.turnId).toBe('own');
  },
);

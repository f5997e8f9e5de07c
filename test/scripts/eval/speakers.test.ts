import { expect, test } from 'vitest';
import { scoreSpeakers, type HeardLine } from '../../../scripts/eval/speakers.ts';

const lines = (text: string): HeardLine[] =>
  text.split(' ').map((pair) => {
    const [speaker = '', label] = pair.split(':');
    return { speaker: speaker === '?' ? undefined : speaker, speakerId: label ? Number(label) : undefined };
  });

test('a label stands for one person, whom it was given most often', () => {
  expect(scoreSpeakers(lines('ann:1 bob:2 ann:1 bob:1 bob ann:1'))).toEqual({
    lines: 6,
    right: 4,
    wrong: 1,
    none: 1,
    mixedLines: 0,
    speakers: 2,
    foundSpeakers: 2,
  });
});

test('a second label for the same person is wrong, and so is any label of a line of two', () => {
  expect(scoreSpeakers(lines('ann:1 ann:1 ann:2 ?:1 ?'))).toMatchObject({
    right: 2,
    wrong: 2,
    none: 1,
    mixedLines: 2,
  });
});

test('without lines there is nothing to score', () => {
  expect(scoreSpeakers([])).toMatchObject({ lines: 0, right: 0, wrong: 0 });
});

import { expect, test } from 'vitest';
import { transcriptOf, type EndedTurn } from '../../../engine/transcription/ended-turn.ts';

const VOICE = {
  finalPitchSemitonesPerSecond: 1,
  finalPitchRiseSemitones: 2,
  finalLengtheningRatio: 1,
  levelDbfs: -20,
};
const TURN: EndedTurn = {
  reason: 'silence',
  atMs: 3_000,
  restVoicedMs: 400,
  facts: {
    turnId: 't1',
    channel: 'them',
    startMs: 700,
    speechStartMs: 1_000,
    speechEndMs: 2_500,
    voicedMs: 1_200,
  },
};

test('a transcript says where speech was, without the pre-roll, and when it was decided and complete', () => {
  expect(transcriptOf(TURN, 'Hello.', { completedAtMs: 3_400 })).toEqual({
    turnId: 't1',
    channel: 'them',
    text: 'Hello.',
    startMs: 1_000,
    endMs: 2_500,
    voicedMs: 1_200,
    endReason: 'silence',
    endedAtMs: 3_000,
    completedAtMs: 3_400,
  });
});

test('that it is late, and the voice at its end, are said where they are so', () => {
  const turn = { ...TURN, facts: { ...TURN.facts, voice: VOICE } };
  expect(transcriptOf(turn, '', { completedAtMs: 1, isLate: true })).toMatchObject({
    isLate: true,
    voice: VOICE,
  });
  expect(transcriptOf(turn, '', { completedAtMs: 1, isLate: false })).not.toHaveProperty('isLate');
});

import { expect, test } from 'vitest';
import type { CallReport } from '../../../scripts/eval/call.ts';
import type { RecordedTurn } from '../../../scripts/eval/call-recording.ts';
import type { CallUtterance } from '../../../scripts/eval/call-reference.ts';
import { printCall } from '../../../scripts/eval/print-call.ts';
import type { CallFindings } from '../../../scripts/eval/score-call.ts';

const REPORT: CallReport = {
  models: { speech: 'whisper', chat: 'toy:1b' },
  realTimeFactor: 1.01,
  utterances: 9,
  wer: 0.0123,
  questions: { expected: 4, found: 3, falseAlarms: 1 },
  answers: { expected: 4, completed: 3, withKeyFact: 2, cutBullets: 0, echoes: 0 },
  finalTextMs: { p50: 700, p95: 900 },
  firstBulletMs: { p50: null, p95: null },
  cutOffs: 1,
  lostUtterances: 2,
  paths: { live: 1, prepared: 2, cached: 0 },
};
const NOTHING: CallFindings = { missed: [], falseAlarms: [], cutOff: [], lost: [], withoutKeyFact: [] };
const UTTERANCE: CallUtterance = {
  channel: 'them',
  startMs: 1_240,
  endMs: 2_000,
  text: 'What is TCP?',
  kind: 'question',
  expects: 'answer',
  keyFacts: [],
  tags: [],
};
const ANSWER = { question: 'What is TCP?', path: 'live', model: 'toy', bullets: ['A', 'B'] } as const;
const TURN: RecordedTurn = {
  turnId: 'a',
  channel: 'them',
  startMs: 1_260,
  endMs: 2_000,
  text: 'What is TCP?',
  answer: ANSWER,
};

test('each figure has its row, and one that is not known a dash', () => {
  const rows = printCall(REPORT, NOTHING).split('\n');
  expect(rows).toContain('word error rate           1.2 %');
  expect(rows).toContain('final text p50 / p95      700 / 900 ms after the end of the utterance');
  expect(rows).toContain('first bullet p50 / p95    – after the end of the utterance');
  expect(printCall({ ...REPORT, wer: null }, NOTHING)).toMatch(/^word error rate +–$/m);
});

test('only what was found is listed', () => {
  expect(printCall(REPORT, NOTHING)).not.toContain('missed questions');
  expect(printCall(REPORT, { ...NOTHING, missed: [UTTERANCE], lost: [UTTERANCE] })).toMatch(
    /\n\nmissed questions\n {2}1\.2 s them: What is TCP\?\n\nlost utterances\n {2}1\.2 s them: What is TCP\?$/,
  );
});

test('a turn says what was asked where that is not its text', () => {
  const resolved = { ...TURN, answer: { ...ANSWER, question: 'What is TCP in Linux?' } };
  const listed = printCall(REPORT, { ...NOTHING, falseAlarms: [TURN, resolved], cutOff: [] });
  expect(listed).toMatch(
    /1\.3 s them: What is TCP\?\n {2}1\.3 s them: What is TCP\? \(asked: What is TCP in Linux\?\)$/,
  );
});

test('an answer without a key fact stands beside its question, also one without a bullet', () => {
  const withoutKeyFact = [ANSWER, { ...ANSWER, bullets: [] }].map((answer) => ({
    utterance: UTTERANCE,
    answer,
  }));
  const lines = printCall(REPORT, { ...NOTHING, withoutKeyFact })
    .split('\n')
    .slice(-2);
  expect(lines.map((line) => line.split(' → ')[1])).toEqual(['A · B', 'no bullet']);
});

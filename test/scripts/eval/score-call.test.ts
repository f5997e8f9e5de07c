import { expect, test } from 'vitest';
import type { EngineEvent } from '../../../engine/protocol/events.ts';
import { recordTurns } from '../../../scripts/eval/call-recording.ts';
import type { CallUtterance } from '../../../scripts/eval/call-reference.ts';
import { scoreCall } from '../../../scripts/eval/score-call.ts';

/** The clock reading at the first sample. */
const STARTED_AT_MS = 10_000;

let seq = 0;

function utterance(
  channel: 'me' | 'them',
  startMs: number,
  text: string,
  more: Partial<CallUtterance> = {},
): CallUtterance {
  return {
    channel,
    startMs,
    endMs: startMs + 2_000,
    text,
    kind: 'statement',
    expects: 'none',
    keyFacts: [],
    tags: [],
    ...more,
  };
}

function question(startMs: number, text: string, ...keyFacts: string[]): CallUtterance {
  return utterance('them', startMs, text, { kind: 'question', expects: 'answer', keyFacts });
}

/** What the engine reports of one turn whose text is final 600 ms after its end. */
function turn(channel: 'me' | 'them', startMs: number, endMs: number, text: string): EngineEvent[] {
  const turnId = `${channel}-${startMs}`;
  const at = (ms: number): { seq: number; atMs: number; turnId: string; channel: 'me' | 'them' } => ({
    seq: (seq += 1),
    atMs: STARTED_AT_MS + ms,
    turnId,
    channel,
  });
  return [
    { type: 'speech.started', ...at(startMs) },
    { type: 'turn.ended', reason: 'silence', speechEndMs: endMs, ...at(endMs + 400) },
    { type: 'transcript.completed', text, startMs, endMs, ...at(endMs + 600) },
  ];
}

function answer(
  turnId: string,
  asked: string,
  bullets: string[],
  firstBulletMs: number,
  status: 'complete' | 'superseded' = 'complete',
): EngineEvent[] {
  const at = (ms: number): { seq: number; atMs: number; turnId: string } => ({
    seq: (seq += 1),
    atMs: STARTED_AT_MS + ms,
    turnId,
  });
  return [
    { type: 'answer.started', question: asked, path: 'speculated', model: 'toy', ...at(firstBulletMs - 10) },
    { type: 'answer.extended', bullets: bullets.slice(0, 1), ...at(firstBulletMs) },
    {
      type: 'answer.completed',
      bullets,
      path: 'speculated',
      status,
      latencyMs: 0,
      firstBulletMs: 0,
      isStale: false,
      ...at(firstBulletMs + 500),
    },
  ];
}

function score(utterances: readonly CallUtterance[], events: readonly EngineEvent[]) {
  const turns = recordTurns(
    events,
    new Map([
      ['them', STARTED_AT_MS],
      ['me', STARTED_AT_MS],
    ]),
  );
  return scoreCall(utterances, turns).score;
}

test('a call that goes well has every figure right', () => {
  const said = [
    question(1_000, 'What is a hash map?', 'bucket'),
    utterance('me', 4_000, 'It keeps keys in buckets.'),
  ];
  const events = [
    ...turn('them', 1_050, 2_980, 'What is a hash map?'),
    ...answer('them-1050', 'What is a hash map?', ['Keys go to a bucket by their hash'], 3_400),
    ...turn('me', 4_020, 6_000, 'It keeps keys in buckets.'),
  ];
  expect(score(said, events)).toEqual({
    utterances: 2,
    wer: 0,
    questions: { expected: 1, found: 1, falseAlarms: 0 },
    answers: { expected: 1, completed: 1, withKeyFact: 1, cutBullets: 0, echoes: 0 },
    finalTextMs: { p50: 580, p95: 600 },
    firstBulletMs: { p50: 400, p95: 400 },
    cutOffs: 0,
    lostUtterances: 0,
    paths: { live: 0, prepared: 1, cached: 0 },
  });
});

test('a turn that ends inside an utterance is a cut-off, and the answer to the whole question counts', () => {
  const said = [question(1_000, 'How would you, for a large team, roll back a bad release?', 'deploy')];
  const events = [
    ...turn('them', 1_000, 1_800, 'How would you?'),
    ...answer('them-1000', 'How would you?', ['With care and'], 2_100, 'superseded'),
    ...turn('them', 2_300, 3_000, 'For a large team, roll back a bad release?'),
    ...answer(
      'them-2300',
      'How would you for a large team roll back a bad release?',
      ['Deploy the last image'],
      3_700,
    ),
  ];
  const result = score(said, events);
  expect(result.cutOffs).toBe(1);
  expect(result.questions).toEqual({ expected: 1, found: 1, falseAlarms: 0 });
  expect(result.answers).toEqual({ expected: 1, completed: 1, withKeyFact: 1, cutBullets: 0, echoes: 0 });
  expect(result.firstBulletMs.p50).toBe(700);
});

test('an answer to what expects none is a false alarm, also beside a question in one turn', () => {
  const said = [
    utterance('them', 1_000, 'We moved the servers on Friday.'),
    question(5_000, 'What is the notice period?', 'weeks'),
    utterance('them', 7_200, 'I only ask because of the summer.'),
  ];
  const events = [
    ...turn('them', 1_000, 3_000, 'We moved the servers on Friday.'),
    ...answer('them-1000', 'We moved the servers on Friday.', ['<call> Friday'], 3_500),
    ...turn('them', 5_000, 9_200, 'What is the notice period? I only ask because of the summer.'),
    ...answer('them-5000', 'What is the notice period?', ['Four weeks to the end of the'], 9_700),
  ];
  const result = score(said, events);
  expect(result.questions).toEqual({ expected: 1, found: 1, falseAlarms: 1 });
  expect(result.answers.cutBullets).toBe(1);
  expect(result.answers.echoes).toBe(0);
  // The turn ends with the last utterance: the question inside it has no end of its own.
  expect(result.finalTextMs).toEqual({ p50: 600, p95: 600 });
});

test('an utterance of which no word was written is lost, a backchannel is not missed', () => {
  const said = [
    question(1_000, 'Where do you store the tokens?', 'keychain'),
    utterance('me', 4_000, 'Mm-hmm.', { kind: 'backchannel' }),
    utterance('me', 8_000, 'In the keychain of the system.'),
  ];
  const result = score(said, [...turn('me', 8_000, 10_000, 'In the key chain of the system.')]);
  expect(result.lostUtterances).toBe(1);
  expect(result.questions).toEqual({ expected: 1, found: 0, falseAlarms: 0 });
  expect(result.answers).toEqual({ expected: 1, completed: 0, withKeyFact: 0, cutBullets: 0, echoes: 0 });
  // Six words of the question; the compound counts as one word.
  expect(result.wer).toBeCloseTo(6 / 12);
  expect(result.firstBulletMs).toEqual({ p50: null, p95: null });
});

test('an answer is only missed for its key fact where the question names one', () => {
  const said = [question(1_000, 'What is a hash map?'), question(5_000, 'What is TCP?', 'reliab')];
  const events = [
    ...turn('them', 1_000, 3_000, 'What is a hash map?'),
    ...answer('them-1000', 'What is a hash map?', ['Keys go to a bucket'], 3_500),
    ...turn('them', 5_000, 7_000, 'What is TCP?'),
    ...answer('them-5000', 'What is TCP?', ['A protocol'], 7_500),
  ];
  const turns = recordTurns(events, new Map([['them', STARTED_AT_MS]]));
  const { withoutKeyFact } = scoreCall(said, turns).findings;
  expect(withoutKeyFact.map(({ utterance: { text } }) => text)).toEqual(['What is TCP?']);
});

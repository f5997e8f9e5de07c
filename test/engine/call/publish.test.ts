import { expect, test } from 'vitest';
import { EngineError } from '../../../engine/base/engine-error.ts';
import type { Question, SpeechEvent, SpeechSegment } from '../../../engine/base/nouns.ts';
import {
  publishAnswer,
  publishQuestion,
  publishSettingsNotice,
  publishSpeech,
  publishTranscript,
} from '../../../engine/call/publish.ts';
import type { UnstampedEvent } from '../../../engine/protocol/events.ts';
import { transcriptOf } from '../history/samples.ts';

/** What clients get of an event. */
function published(publish: (take: (event: UnstampedEvent) => void) => void): readonly UnstampedEvent[] {
  const events: UnstampedEvent[] = [];
  publish((event) => events.push(event));
  return events;
}

const OF_TURN = { turnId: 't1', channel: 'them', atMs: 7 } as const;
const SEGMENT = { speechEndMs: 900 } as SpeechSegment;
const ERROR = new EngineError('transcriber-failed', 'It failed.', 'Try again.');
const FAILED = { type: 'failed', code: 'transcriber-failed', message: 'It failed.', remedy: 'Try again.' };

test('speech is reported by its changes, without sound', () => {
  const speech = (event: SpeechEvent) => published((take) => publishSpeech(event, take));
  expect(speech({ type: 'speech-started', ...OF_TURN, speechStartMs: 0 })).toEqual([
    { type: 'speech.started', ...OF_TURN },
  ]);
  expect(
    speech({ type: 'turn-ended', ...OF_TURN, segment: SEGMENT, reason: 'silence', silenceMs: 500 }),
  ).toEqual([{ type: 'turn.ended', ...OF_TURN, reason: 'silence', speechEndMs: 900, silenceMs: 500 }]);
  expect(speech({ type: 'turn-ended', ...OF_TURN, segment: SEGMENT, reason: 'split' })[0]).not.toHaveProperty(
    'silenceMs',
  );
  expect(speech({ type: 'speech-discarded', ...OF_TURN, voicedMs: 10 })).toEqual([]);
  expect(speech({ type: 'speech-resumed', ...OF_TURN })).toEqual([]);
});

test('words of a pause are committed as far as they are, and the rest may change', () => {
  const event = { type: 'transcript-paused', ...OF_TURN, text: 'What is TCP', committedText: 'What is' };
  const [reported] = published((take) =>
    publishTranscript(event as unknown as Parameters<typeof publishTranscript>[0], take),
  );
  expect(reported).toEqual({ type: 'transcript.extended', ...OF_TURN, text: 'What is', volatile: 'TCP' });
});

test('words that are incomplete or late are marked, and the failure follows without the turn', () => {
  const whole = { type: 'transcript-completed', transcript: transcriptOf('t1', 'Hello') } as const;
  const [reported] = published((take) => publishTranscript(whole, take));
  expect(Object.keys(reported ?? {})).not.toEqual(expect.arrayContaining(['isIncomplete', 'isLate']));
  const torn = { ...whole, transcript: transcriptOf('t1', 'Hello', { isLate: true }), error: ERROR } as const;
  expect(published((take) => publishTranscript(torn, take))).toMatchObject([
    { type: 'transcript.completed', text: 'Hello', isIncomplete: true, isLate: true, atMs: 3_000 },
    FAILED,
  ]);
  const dropped = { type: 'transcript-dropped', ...OF_TURN, reason: 'failed', error: ERROR };
  // A failure that names a turn is that of its answer.
  expect(published((take) => publishTranscript(dropped as never, take)).at(-1)).toEqual(FAILED);
});

const QUESTION: Question = {
  turnId: 't1',
  channel: 'them',
  text: 'What is TCP?',
  judgement: { probability: 0.9, isQuestion: true, kind: 'wh', worthAnswering: true, completeness: 1 },
  origin: 'detected',
  askedAtMs: 0,
};

test('a question that is passed is reported with the reason, and as heard where it needs no answer', () => {
  const passed = (reason: 'not-worth-answering' | 'below-threshold') =>
    published((take) =>
      publishQuestion(
        { ...QUESTION, type: 'question-passed', reason } as unknown as Parameters<typeof publishQuestion>[0],
        take,
      ),
    ).map(({ type }) => type);
  expect(passed('below-threshold')).toEqual(['question.passed']);
  expect(passed('not-worth-answering')).toEqual(['question.detected', 'question.passed']);
});

test('a question is reported with what it leans on; guesses are nobody’s business', () => {
  const asked = { type: 'question-asked', question: { ...QUESTION, antecedent: 'We use TCP.' } } as const;
  expect(published((take) => publishQuestion(asked, take))).toEqual([
    {
      type: 'question.detected',
      turnId: 't1',
      channel: 'them',
      text: 'What is TCP?',
      score: 0.9,
      kind: 'wh',
      origin: 'detected',
      antecedent: 'We use TCP.',
    },
  ]);
  const guess = { type: 'question-expected', question: QUESTION } as const;
  expect(published((take) => publishQuestion(guess, take))).toEqual([]);
});

test('the failure of an answer names its turn', () => {
  const event = { type: 'failed', turnId: 't1', error: ERROR, atMs: 7 } as const;
  expect(published((take) => publishAnswer(event, take))).toEqual([{ ...FAILED, turnId: 't1' }]);
});

test('what is wrong with the settings is reported, and that it no longer is', () => {
  const notice = { message: 'Bad.', remedy: 'Correct it.' };
  expect(published((take) => publishSettingsNotice(notice, take))).toMatchObject([
    { state: { component: 'settings', status: 'degraded', reason: 'Bad. Correct it.' } },
  ]);
  expect(published((take) => publishSettingsNotice(undefined, take))).toMatchObject([
    { state: { status: 'ready' } },
  ]);
});

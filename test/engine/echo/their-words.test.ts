import { expect, test } from 'vitest';
import type { TranscriptEvent } from '../../../engine/base/nouns.ts';
import { TheirWords, wordsOf } from '../../../engine/echo/their-words.ts';
import { VirtualClock } from '../../fakes/virtual-clock.ts';

function setUp() {
  const clock = new VirtualClock();
  const theirs = new TheirWords(clock);
  const started = (turnId: string, channel: 'me' | 'them' = 'them'): void =>
    theirs.observeSpeech({ type: 'speech-started', turnId, channel } as never);
  const said = (turnId: string, text: string, channel: 'me' | 'them' = 'them'): void =>
    theirs.observeTranscript({
      type: 'transcript-completed',
      transcript: { turnId, channel, text },
    } as TranscriptEvent);
  const share = (text: string): number => theirs.repeatedRatio(wordsOf(text));
  return { clock, theirs, started, said, share };
}

test('the share is of words in the same order, whatever case and marks', () => {
  const { said, share } = setUp();
  said('turn-1', 'The launch moves to Friday.');
  expect([
    share('the LAUNCH moves, to friday'),
    share('launch on friday'),
    share('friday to launch'),
  ]).toEqual([1, 2 / 3, 1 / 3]);
});

test('words of a turn that is still open count, as far as they are known', () => {
  const { theirs, started, share } = setUp();
  started('turn-1');
  expect([theirs.hasOpenTurn, share('the launch')]).toEqual([true, 0]);
  theirs.observeTranscript({
    type: 'transcript-extended',
    turnId: 'turn-1',
    channel: 'them',
    text: 'The',
    volatile: 'launch',
  } as TranscriptEvent);
  expect(share('the launch')).toBe(1);
});

test('a turn ends with its text, when it is dropped, and when it was not speech', () => {
  const { theirs, started, said } = setUp();
  started('turn-1');
  said('turn-1', 'Hello.');
  started('turn-2');
  theirs.observeTranscript({
    type: 'transcript-dropped',
    turnId: 'turn-2',
    channel: 'them',
  } as TranscriptEvent);
  started('turn-3');
  theirs.observeSpeech({ type: 'speech-discarded', turnId: 'turn-3', channel: 'them' } as never);
  expect(theirs.hasOpenTurn).toBe(false);
});

test('what was said longer ago than an echo can take is forgotten', async () => {
  const { clock, said, share } = setUp();
  said('turn-1', 'The launch moves.');
  await clock.advance(15_001);
  expect(share('the launch moves')).toBe(0);
});

test('the microphone says nothing of theirs', () => {
  const { theirs, started, said, share } = setUp();
  started('turn-1', 'me');
  said('turn-1', 'The launch moves.', 'me');
  expect([theirs.hasOpenTurn, share('the launch moves')]).toEqual([false, 0]);
});

import { expect, test } from 'vitest';
import type { SpeechEvent } from '../../../engine/base/nouns.ts';
import { AudioHistory, HOP_SAMPLES } from '../../../engine/vad/audio-history.ts';
import { TurnTracker, type TurnTrackerDeps } from '../../../engine/vad/turn-tracker.ts';
import { createVoiceActivity } from '../../../engine/vad/voice-activity.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';

/** A tracker that hears what it is played, in whole hops. */
function stage(given: Partial<TurnTrackerDeps> = {}) {
  const history = new AudioHistory();
  const events: SpeechEvent[] = [];
  let turnCount = 0;
  const tracker = new TurnTracker({
    history,
    activity: createVoiceActivity(history),
    clock: new ManualClock(),
    channel: 'them',
    nextTurnId: () => `t${(turnCount += 1)}`,
    hangoverMs: () => 500,
    onPauseResumed: undefined,
    emit: (event) => events.push(event),
    ...given,
  });
  const play = (sound: 'voice' | 'quiet', durationMs: number): void => {
    const peak = sound === 'voice' ? 8_000 : 8;
    const hop = Int16Array.from({ length: HOP_SAMPLES }, (_, index) => (index % 16 < 8 ? peak : -peak));
    for (let at = 0; at < durationMs; at += 10) {
      history.append(hop, 0, HOP_SAMPLES);
      tracker.observe(history.endHop - 1, sound === 'voice' ? 0.95 : 0.01);
    }
  };
  const reported = (): readonly string[] =>
    events.filter(({ type }) => type !== 'speech-extended').map(({ type, turnId }) => `${turnId} ${type}`);
  const ended = () => events.filter((event) => event.type === 'turn-ended');
  return { tracker, play, events, reported, ended };
}

test('a turn ends with the silence after it, and has its breath before', () => {
  const { play, reported, ended } = stage();
  play('quiet', 1_000);
  play('voice', 600);
  play('quiet', 490);
  expect(reported()).toEqual(['t1 speech-started', 't1 speech-paused']);
  play('quiet', 10);
  expect(reported().at(-1)).toBe('t1 turn-ended');
  expect(ended()[0]).toMatchObject({
    reason: 'silence',
    silenceMs: 500,
    segment: { startMs: 650, speechStartMs: 1_000, speechEndMs: 1_600, voicedMs: 600, channel: 'them' },
  });
});

test('a voice that continues after a pause keeps its turn, and the length of the pause is learnt', () => {
  const pauses: unknown[] = [];
  const { play, reported, ended } = stage({
    onPauseResumed: (turnId, pauseMs) => pauses.push([turnId, pauseMs]),
  });
  play('voice', 500);
  play('quiet', 300);
  play('voice', 500);
  play('quiet', 500);
  expect(reported()).toEqual([
    't1 speech-started',
    't1 speech-paused',
    't1 speech-resumed',
    't1 speech-paused',
    't1 turn-ended',
  ]);
  expect(pauses).toEqual([['t1', 300]]);
  expect(ended()[0]?.segment).toMatchObject({ speechStartMs: 0, speechEndMs: 1_300 });
});

test('a pause that is known already is what the turn ends with', () => {
  const { play, events, ended } = stage();
  play('voice', 500);
  play('quiet', 500);
  const paused = events.find((event) => event.type === 'speech-paused');
  expect(ended()[0]?.segment).toBe(paused?.type === 'speech-paused' ? paused.segment : undefined);
});

test('a cough is discarded after 400 ms of quiet, and never was a pause', () => {
  const { play, reported } = stage();
  play('quiet', 500);
  play('voice', 100);
  play('quiet', 390);
  expect(reported()).toEqual(['t1 speech-started']);
  play('quiet', 10);
  expect(reported()).toEqual(['t1 speech-started', 't1 speech-discarded']);
});

test('how long a silence may last is asked with each hop of it', () => {
  const asked: number[] = [];
  const { play, reported } = stage({
    hangoverMs: (_turnId, pauseMs) => {
      asked.push(pauseMs);
      return pauseMs < 200 ? 1_000 : 200;
    },
  });
  play('voice', 500);
  play('quiet', 200);
  expect(reported().at(-1)).toBe('t1 turn-ended');
  expect(asked.at(-1)).toBe(200);
});

test('speech that lasts is reported five times a second, with all of its sound so far', () => {
  const { play, events } = stage();
  play('voice', 1_000);
  const extended = events.filter((event) => event.type === 'speech-extended');
  expect(extended.map(({ segmentMs }) => segmentMs)).toEqual([250, 450, 650, 850]);
  expect(extended.map((event) => event.read().samples.length / 16)).toEqual([250, 450, 650, 850]);
});

test('a turn that is too long for a recognizer is cut where it was quietest, and no sound is lost or heard twice', () => {
  const { play, ended, reported } = stage();
  play('voice', 20_000);
  play('quiet', 60);
  play('voice', 10_000);
  play('quiet', 500);
  const [first, second] = ended();
  expect(ended().map(({ reason }) => reason)).toEqual(['split', 'silence']);
  const cutMs = first?.segment.speechEndMs ?? 0;
  expect(cutMs).toBeGreaterThanOrEqual(20_000);
  expect(cutMs).toBeLessThanOrEqual(20_060);
  expect((first?.segment.samples.length ?? 0) / 16).toBe(cutMs);
  expect(second?.segment.startMs).toBe(cutMs);
  expect(reported().filter((line) => line.endsWith('started'))).toEqual([
    't1 speech-started',
    't2 speech-started',
  ]);
});

test('a turn started by key waits in silence, starts with the voice and ends with the key', () => {
  const { tracker, play, reported, ended } = stage();
  tracker.hold();
  play('quiet', 5_000);
  play('voice', 500);
  play('quiet', 3_000);
  expect(reported()).toEqual(['t1 speech-started', 't1 speech-paused']);
  tracker.end('released');
  expect(ended()[0]).toMatchObject({
    reason: 'released',
    segment: { startMs: 4_650, speechStartMs: 5_000, speechEndMs: 5_500 },
  });
});

test('a key held in silence keeps no more sound than a turn may have', () => {
  const { tracker, play, reported, ended } = stage();
  tracker.hold();
  play('quiet', 60_000);
  play('voice', 500);
  tracker.end('released');
  expect(reported()).toEqual(['t1 speech-started', 't1 turn-ended']);
  expect((ended()[0]?.segment.samples.length ?? 0) / 16).toBe(850);
});

test('after the key is let go, silence ends turns again', () => {
  const { tracker, play, ended } = stage();
  tracker.hold();
  play('voice', 500);
  tracker.end('released');
  play('quiet', 1_000);
  play('voice', 500);
  play('quiet', 500);
  expect(ended().map(({ reason }) => reason)).toEqual(['released', 'silence']);
});

test('a key let go without a word discards its turn', () => {
  const { tracker, play, reported } = stage();
  tracker.hold();
  play('quiet', 1_000);
  tracker.end('released');
  expect(reported()).toEqual(['t1 speech-started', 't1 speech-discarded']);
});

test('a voice that continues after its turn was ended opens another, without the sound of the first', () => {
  const { tracker, play, ended } = stage();
  play('voice', 500);
  tracker.end('paused-by-user');
  play('voice', 500);
  play('quiet', 500);
  expect(ended().map(({ reason, segment }) => [reason, segment.startMs])).toEqual([
    ['paused-by-user', 0],
    ['silence', 500],
  ]);
});

test('with no turn there is nothing to end', () => {
  const { tracker, play, reported } = stage();
  play('quiet', 500);
  tracker.end('source-ended');
  tracker.breakOff();
  expect(reported()).toEqual([]);
});

test('lost sound ends a turn, but not one whose key is held', () => {
  const { tracker, play, reported } = stage();
  play('voice', 500);
  tracker.breakOff();
  expect(reported().at(-1)).toBe('t1 turn-ended');
  tracker.hold();
  play('voice', 500);
  tracker.breakOff();
  expect(reported().at(-1)).toBe('t2 speech-started');
});

import { expect, test } from 'vitest';
import {
  askedTurns,
  finishedBullets,
  playedNow,
  speakerHeard,
  speakerOf,
  spokenTurns,
  troubles,
} from '../../../renderer/session/selectors.ts';
import { defaultSettings } from '../../../engine/protocol/settings.ts';
import { initialState } from '../../../renderer/session/state.ts';
import type { Channel, Turn, TurnAnswer } from '../../../renderer/session/state.ts';

const answer: TurnAnswer = {
  phase: 'streaming',
  question: 'q',
  bulletsAtMs: 0,
  bullets: ['a', 'b'],
  firstBulletMs: 1,
  isStale: false,
};
const turn = (turnId: string, change: Partial<Turn> = {}): Turn => ({
  turnId,
  channel: 'me',
  speech: 'ended',
  text: '',
  volatile: '',
  isFinal: true,
  isDropped: false,
  ...change,
});

test('a recording that is transcribed is not the demo call', () => {
  const demo = { isCapturing: true, isPaused: false, isDemo: true, channels: ['them' as const] };
  const file = { name: 'a.wav', heardMs: 0, speedRatio: 1, durationMs: null, leftMs: null };
  expect(playedNow({ capture: demo, file: undefined })).toBe('demo');
  expect(playedNow({ capture: demo, file: { ...file, status: 'running' } })).toBe('file');
  expect(playedNow({ capture: demo, file: { ...file, status: 'completed' } })).toBe('demo');
  expect(playedNow({ capture: { ...demo, isDemo: false }, file: undefined })).toBeUndefined();
});

test('only bullets that will not grow are finished', () => {
  expect(finishedBullets(answer)).toEqual(['a']);
  expect(finishedBullets({ ...answer, phase: 'complete' })).toEqual(['a', 'b']);
});

test('answers are in the order in which they started', () => {
  const turns = [turn('t1', { answer }), turn('t2', { answer }), turn('t3')];
  expect(askedTurns({ turns, askedTurnIds: ['t2', 'gone', 't1'] }).map(({ turnId }) => turnId)).toEqual([
    't2',
    't1',
  ]);
});

test('turns without words and dropped ones are not in the transcript', () => {
  const typed = turn('t3', { question: { text: 'Typed?', origin: 'typed' } });
  const turns = [
    turn('t1'),
    turn('t2', { text: 'a', isDropped: true }),
    typed,
    turn('t4', { volatile: 'so' }),
  ];
  expect(spokenTurns(turns).map(({ turnId }) => turnId)).toEqual(['t3', 't4']);
});

test('what is broken comes before what is limited', () => {
  const states = troubles({
    microphone: { component: 'microphone', status: 'degraded', reason: '' },
    speech: { component: 'speech', status: 'ready', reason: '' },
    model: { component: 'model', status: 'failed', reason: '' },
  });
  expect(states.map(({ component }) => component)).toEqual(['model', 'microphone']);
});

test('one microphone for everybody names nobody', () => {
  expect(speakerOf(turn('a', { isShared: true }))).toBe('room');
  expect(speakerOf(turn('a'))).toBe('me');
  const heard = (channels: Channel[], onlyOnRequest = false, isDemo = false): string =>
    speakerHeard(
      {
        ...initialState,
        capture: { isCapturing: true, isPaused: false, isDemo, channels },
        settings: { ...defaultSettings, question: { ...defaultSettings.question, onlyOnRequest } },
      },
      'me',
    );
  expect(heard(['me'])).toBe('room');
  expect(heard(['me', 'them'])).toBe('me');
  expect(heard(['me'], true)).toBe('me');
  expect(heard(['me'], false, true)).toBe('me');
});

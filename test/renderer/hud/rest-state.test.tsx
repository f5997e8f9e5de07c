import { expect, test } from 'vitest';
import type { UnstampedEvent } from '../../../engine/protocol/events.ts';
import { RestState } from '../../../renderer/hud/rest-state.tsx';
import { answeredTurn, brokenParts, healthyParts } from '../../e2e/hud-scenes.ts';
import { capturing, measured } from '../moments.ts';
import { after, show } from '../render.tsx';

const shown = (...events: readonly UnstampedEvent[]) => show(<RestState />, after(events));
const START = ['Start listening', 'Check the sound', 'Try a demo'];

test('before a call it offers to listen, to check the sound and to try the demo', () => {
  expect(shown(...healthyParts).buttons).toHaveLength(START.length);
  expect(shown(...healthyParts).buttons[0]).toBe('Start listening');
});

test('without the engine nothing of that can be pressed', () => {
  const { buttons } = show(<RestState />, after(healthyParts, { connection: 'reconnecting' }));
  expect(buttons.filter((button) => !button.startsWith('['))).toEqual([]);
});

test('what is missing comes first, with its one action; the rest of the troubles follow', () => {
  const { text, buttons } = shown(...healthyParts, ...brokenParts);
  expect(text).toContain('No speech model is on this machine yet.');
  expect(buttons[0]).toBe('Download base.en');
  expect(buttons).toContain('Choose another key');
  // The part that is missing stands once.
  expect(text.split('No speech model is on this machine yet.')).toHaveLength(2);
});

test('the demo misses nothing: it brings its own models', () => {
  const { text } = shown(...brokenParts, capturing({ isDemo: true }));
  expect(text.startsWith(shown(capturing({ isDemo: true })).text.slice(0, 12))).toBe(true);
});

test('while it listens the last words stand there, and nothing is to be started', () => {
  const { text, buttons } = shown(...healthyParts, capturing(), ...answeredTurn.slice(4, 5));
  expect(text).toContain('we run mostly on Kubernetes');
  expect(buttons).toEqual([]);
});

test('it claims to listen for a question only while one could be heard and understood', () => {
  const call = [...healthyParts, capturing({ channels: ['them'] })];
  expect(shown(...call, measured({})).text).toContain('Listening for a question');
  const deaf = measured({ state: 'lost' });
  const starting: UnstampedEvent = {
    type: 'component.changed',
    state: { component: 'speech', status: 'starting', reason: '' },
  };
  const moments: readonly (readonly [UnstampedEvent, string])[] = [
    [deaf, 'No sound arrives'],
    [starting, 'Getting ready…'],
    [measured({ isWordless: true, isBehind: true }), 'Hears, words come late'],
    [measured({ isWordless: true }), 'Hears, cannot understand'],
  ];
  for (const [moment, title] of moments) {
    const { text } = shown(...call, measured({}), moment);
    expect(text.startsWith(title), text).toBe(true);
    expect(text).not.toContain('Listening for a question');
  }
});

test('a pause can be ended, and nothing else begun', () => {
  const { buttons } = shown(...healthyParts, capturing({ isCapturing: false, isPaused: true }));
  expect(buttons[0]).toBe('Resume');
  expect(buttons).not.toContain('Check the sound');
});

test('in quiet a new answer waits behind a button', () => {
  const state = after([...healthyParts, capturing(), ...answeredTurn]);
  expect(show(<RestState />, state, { isQuiet: true }).buttons).toHaveLength(1);
  expect(show(<RestState />, state).buttons).toEqual([]);
});

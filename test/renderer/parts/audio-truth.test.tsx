import { expect, test } from 'vitest';
import type { UnstampedEvent } from '../../../engine/protocol/events.ts';
import { AudioTruth } from '../../../renderer/parts/audio-truth.tsx';
import type { SessionState } from '../../../renderer/session/state.ts';
import { capturing, measured } from '../moments.ts';
import { after, show } from '../render.tsx';

const capture = (more: Parameters<typeof capturing>[0] = {}): UnstampedEvent =>
  capturing({ channels: ['them'], ...more });
const shown = (events: readonly UnstampedEvent[], more: Partial<SessionState> = {}) =>
  show(<AudioTruth />, after(events, more));

test('from where sound comes, how loud, and when the last word was', () => {
  const { html, text } = shown([capture(), measured()]);
  expect(text).toContain('Speakers');
  expect(html).toContain('aria-valuenow="-30"');
  expect(html).toContain('scaleX(0.5)');
  expect(html).toContain('data-speech="true"');
  expect(text).toMatch(/2\s?s/);
});

test('the age of the last word continues with the clock', () => {
  const state = after([capture(), measured()]);
  expect(show(<AudioTruth />, { ...state, nowMs: 1_000 }).text).toMatch(/3\s?s/);
});

test('a channel from which nothing arrives shows no level and says so', () => {
  const { html } = shown([capture(), measured({ state: 'lost' })]);
  expect(html).toContain('data-stalled="true"');
  expect(html).toContain('scaleX(0)');
});

test('before the first word there is none, and a sound check waits for no words', () => {
  const none = shown([capture(), measured({ lastWordAgeMs: null })]).text;
  const check = shown([capture({ isCheck: true }), measured({ lastWordAgeMs: null })]).text;
  expect(none.length).toBeGreaterThan(check.length);
});

test('a level beyond the scale stays on it, and while nothing is captured there is none', () => {
  expect(shown([capture(), measured({ levelDbfs: -99 })]).html).toContain('aria-valuenow="-60"');
  expect(shown([]).html).not.toContain('role="meter"');
});

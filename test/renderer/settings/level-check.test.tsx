import { expect, test } from 'vitest';
import { LevelCheck } from '../../../renderer/settings/level-check.tsx';
import type { SessionState } from '../../../renderer/session/state.ts';
import { capturing } from '../moments.ts';
import { after, show } from '../render.tsx';

const shown = (more: Partial<SessionState> = {}, ...events: Parameters<typeof after>[0]) =>
  show(<LevelCheck />, after(events, more));

test('levels are shown on request while nothing is heard, and hidden again', () => {
  expect(shown().text).toBe('levels.show');
  expect(shown({}, capturing({ isCheck: true })).html).toContain('aria-pressed="true"');
});

test('in a call, in a pause and while the sound is tested there is nothing to press', () => {
  expect(shown({}, capturing()).html).toBe('');
  expect(shown({}, capturing({ isCapturing: false, isPaused: true })).html).toBe('');
  expect(shown({ soundTest: { phase: 'playing', channels: [] } }).html).toBe('');
  expect(shown({ soundTest: { phase: 'done', channels: [] } }).html).not.toBe('');
});

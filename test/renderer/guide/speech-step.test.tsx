import { expect, test } from 'vitest';
import { SpeechStep } from '../../../renderer/guide/speech-step.tsx';
import { after } from '../render.tsx';
import { recommendedFile, showStep } from './show-step.tsx';

const missing = { component: 'speech', status: 'failed', reason: '', code: 'speech-model-missing' } as const;

test('one model is offered where none is here, with one button', () => {
  const state = after([], { components: { speech: missing }, modelFiles: [recommendedFile('sherpa-onnx')] });
  const { text } = showStep(<SpeechStep />, state);
  expect(text).toContain('guide.speech.recommended guide.speech.get');
});

test('where none suits, that is said, and where speech is understood nothing is offered', () => {
  expect(showStep(<SpeechStep />, after([], { components: { speech: missing } })).text).toContain(
    'guide.speech.none',
  );
  const ready = { component: 'speech', status: 'ready', reason: 'sherpa-onnx · x' } as const;
  const { text } = showStep(<SpeechStep />, after([], { components: { speech: ready } }));
  expect(text).toContain('guide.speech.ready');
  expect(text).not.toContain('guide.speech.none');
});

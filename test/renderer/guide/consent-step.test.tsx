import { expect, test } from 'vitest';
import { AgreeButton, ConsentStep } from '../../../renderer/guide/consent-step.tsx';
import type { SessionState } from '../../../renderer/session/state.ts';
import { after } from '../render.tsx';
import { recommendedFile, showStep } from './show-step.tsx';

const shown = (more: Partial<SessionState> = {}) => showStep(<ConsentStep />, after([], more));
const failed = (component: 'speech' | 'model', code: 'speech-model-missing' | 'model-missing') =>
  ({ component, status: 'failed', reason: '', code }) as const;
const READY = { status: 'ready', reason: '' } as const;

test('what would be fetched is named before it is', () => {
  const components = {
    speech: failed('speech', 'speech-model-missing'),
    model: failed('model', 'model-missing'),
  };
  const modelFiles = [recommendedFile('sherpa-onnx'), recommendedFile('chat')];
  expect(shown({ components, modelFiles }).text).toContain('guide.consent.fetches');
});

test('where nothing is missing that is said, and while it is not known yet, that', () => {
  const components = {
    speech: { component: 'speech', ...READY },
    model: { component: 'model', ...READY },
  } as const;
  expect(shown({ components }).text).toContain('guide.consent.nothing-to-fetch');
  const starting = { component: 'speech', status: 'starting', reason: '' } as const;
  expect(shown({ components: { ...components, speech: starting } }).text).toContain('guide.loading');
});

test('nobody agrees to anything while the engine is away', () => {
  const away = { connection: 'reconnecting' } as const;
  expect(shown(away).buttons).toEqual(['[guide.consent.all]']);
  expect(showStep(<AgreeButton />, after([], away)).buttons).toEqual(['[guide.consent.agree]']);
  expect(showStep(<AgreeButton />, after([])).buttons).toEqual(['guide.consent.agree']);
});

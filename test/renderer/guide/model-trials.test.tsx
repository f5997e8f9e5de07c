import { expect, test } from 'vitest';
import { ModelTrials } from '../../../renderer/guide/model-trials.tsx';
import type { ModelPace } from '../../../renderer/session/state.ts';
import { withSettings } from '../settings/sections.ts';
import { showStep } from './show-step.tsx';

const pace = (more: Partial<ModelPace> = {}): ModelPace => ({
  status: 'completed',
  firstTokenMs: 250,
  tokensPerSecond: 40,
  detail: '',
  ...more,
});
const shown = (paces: Readonly<Record<string, ModelPace>>, name = '') =>
  showStep(<ModelTrials />, withSettings({ model: { name } }, { modelPaces: paces }));

test('each model says how its trial went, and speech models are none of them', () => {
  const { html } = shown({
    a: pace(),
    b: pace({ status: 'running' }),
    c: pace({ status: 'failed' }),
    speech: pace({ realTimeFactor: 0.1 }),
  });
  expect([...html.matchAll(/<li>([^<]*)</g)].map(([, text]) => text)).toEqual([
    'guide.answers.measured',
    'guide.answers.measuring',
    'guide.answers.not-measured',
  ]);
});

test('a model that was named is not chosen for the user', () => {
  expect(shown({}).buttons).toEqual(['guide.answers.measure']);
  expect(shown({ a: pace() }, 'a').buttons).toEqual([]);
  expect(shown({ a: pace() }, 'a').text).toContain('guide.answers.chosen');
});

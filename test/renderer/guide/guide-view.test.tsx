import { expect, test } from 'vitest';
import type { GuideStep } from '../../../engine/protocol/settings.ts';
import { GuideView } from '../../../renderer/guide/guide-view.tsx';
import type { SessionState } from '../../../renderer/session/state.ts';
import { withSettings } from '../settings/sections.ts';
import { showStep } from './show-step.tsx';

const shown = (step: GuideStep, more: Partial<SessionState> = {}) =>
  showStep(<GuideView />, withSettings({ guide: { step } }, more));
const next = (step: GuideStep, more: Partial<SessionState> = {}): string =>
  /<button type="button" class="([^"]*)">guide\.(?:next|finish)</.exec(shown(step, more).html)?.[1] ?? '';

test('the step that was reached is shown, and one that is over starts again', () => {
  expect(shown('speech').text).toContain('guide.more');
  expect(shown('done').text).toContain('guide.consent.what');
  expect(shown('consent').buttons).toContain('guide.consent.agree');
});

test('the way on stands back where the step itself has something to press first', () => {
  const speech = { component: 'speech', status: 'failed', reason: '', code: 'speech-model-missing' } as const;
  const model = { component: 'model', status: 'failed', reason: '', code: 'model-missing' } as const;
  expect(next('voices')).toBe('button primary');
  expect(next('speech', { components: { speech } })).toBe('button');
  expect(next('answers', { components: { model } })).toBe('button');
  const ready = { component: 'model', status: 'ready', reason: '' } as const;
  expect(next('answers', { components: { speech, model: ready } })).toBe('button primary');
});

test('the last step ends the guide', () => {
  expect(shown('rehearsal').buttons).toContain('guide.finish');
  expect(shown('answers').buttons).toContain('guide.next');
});

import { expect, test } from 'vitest';
import { QuestionsSection } from '../../../renderer/settings/questions-section.tsx';
import type { QuestionDetector } from '../../../renderer/session/state.ts';
import { show } from '../render.tsx';
import { withSettings } from './sections.ts';

const detector = (more: Partial<QuestionDetector> = {}): QuestionDetector =>
  ({
    meaning: '',
    drift: 'none',
    driftedFeatures: [],
    labelCount: 0,
    canRevert: false,
    ...more,
  }) as QuestionDetector;
const shown = (more?: Partial<QuestionDetector>) =>
  show(<QuestionsSection />, withSettings({}, { questionDetector: detector(more) }));

test('what the detector learned and how this call differs is said', () => {
  expect(shown().text).toContain('settings.questions.labels-none');
  expect(shown({ labelCount: 3 }).text).not.toContain('settings.questions.labels-none');
  expect(shown().text).not.toContain('settings.questions.differs');
  expect(shown({ driftedFeatures: ['wordCount'] }).text).toContain('settings.questions.differs');
});

test('only what was learned can be taken back', () => {
  expect(shown().buttons).toContain('[settings.questions.revert]');
  expect(shown({ canRevert: true }).buttons).toContain('settings.questions.revert');
});

test('the shortest pause cannot be set beyond the longest, nor the longest below it', () => {
  const { html } = show(
    <QuestionsSection />,
    withSettings({ turn: { minHangoverMs: 1_400, maxHangoverMs: 1_500 } }),
  );
  expect(html).toContain('max="1500"');
  expect(html).toContain('min="1400"');
});

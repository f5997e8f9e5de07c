import { expect, test } from 'vitest';
import { LiveMeters } from '../../../renderer/guide/live-meters.tsx';
import { capturing, measured } from '../moments.ts';
import { after } from '../render.tsx';
import { showStep } from './show-step.tsx';

const denied = { component: 'microphone', status: 'failed', reason: '' } as const;

test('levels are shown while the devices are open, and only then', () => {
  expect(showStep(<LiveMeters />, after([])).html).not.toContain('role="meter"');
  const open = showStep(<LiveMeters />, after([capturing(), measured()]));
  expect(open.html).toContain('role="meter"');
  expect(open.buttons).toEqual(['guide.mic.stop']);
});

test('the demo opens no device', () => {
  expect(showStep(<LiveMeters />, after([capturing({ isDemo: true })])).buttons).toEqual(['guide.mic.test']);
});

test('a microphone that may not be used can be done without', () => {
  const shown = showStep(<LiveMeters />, after([capturing()], { components: { microphone: denied } }));
  expect(shown.buttons).toContain('guide.mic.without');
});

import { expect, test } from 'vitest';
import { LatencyWaterfall } from '../../../renderer/diagnostics/latency-waterfall.tsx';
import type { Diagnostics } from '../../../renderer/session/state.ts';
import { show } from '../render.tsx';

type Timing = Diagnostics['turns'][number];
const timing = (more: Partial<Timing> = {}): Timing => ({
  channel: 'them',
  ageMs: 0,
  isFromLastWord: true,
  path: 'live',
  status: 'complete',
  model: 'toy',
  marks: [
    { name: 'completed', sinceStartMs: 1_000 },
    { name: 'transcript', sinceStartMs: 400 },
  ] as Timing['marks'],
  ...more,
});
const shown = (more?: Partial<Timing>) => show(<LatencyWaterfall timing={timing(more)} scaleMs={2_000} />);

test('each stretch is a piece of the bar, in the order in which it came', () => {
  const { html } = shown();
  expect([...html.matchAll(/<rect x="([^"]*)" width="([^"]*)"/g)].map(([, x, width]) => [x, width])).toEqual([
    ['0', '20'],
    ['20', '30'],
  ]);
});

test('how it ended is said in place of that it is over, and that there was no answer', () => {
  expect(shown().text).toContain('diagnostics.mark.completed');
  expect(shown({ status: 'interrupted' }).text).not.toContain('diagnostics.mark.completed');
  expect(shown({ path: null, model: '' }).text).toContain(
    'diagnostics.no-answer · diagnostics.from-last-word',
  );
  expect(shown({ isFromLastWord: false }).text).toContain('diagnostics.from-command');
});

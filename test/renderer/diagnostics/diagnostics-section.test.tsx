import { expect, test } from 'vitest';
import { DiagnosticsSection } from '../../../renderer/diagnostics/diagnostics-section.tsx';
import type { Diagnostics, SessionState } from '../../../renderer/session/state.ts';
import { capturing, measured } from '../moments.ts';
import { after, show } from '../render.tsx';

const nothing: Diagnostics = { atMs: 0, components: [], failures: [], turns: [] };
const turn = (model: string, sinceStartMs: number): Diagnostics['turns'][number] => ({
  channel: 'them',
  ageMs: 0,
  isFromLastWord: true,
  path: 'live',
  status: 'complete',
  model,
  marks: [{ name: 'completed', sinceStartMs }],
});
const shown = (diagnostics?: Diagnostics, more: Partial<SessionState> = {}) =>
  show(<DiagnosticsSection />, after([], { diagnostics, ...more }));

test('before anything happened that is said', () => {
  const { text } = shown(nothing);
  for (const key of ['no-model', 'no-turns', 'no-failures']) expect(text).toContain(`diagnostics.${key}`);
  expect(text).not.toContain('diagnostics.percentiles');
});

test('the newest turn and failure stand first, and all turns on one scale', () => {
  const { text, html } = shown({
    ...nothing,
    turns: [turn('first', 1_000), turn('second', 2_000)],
    failures: [
      { code: 'busy', ageMs: 60_000 },
      { code: 'internal', ageMs: 1_000 },
    ],
  });
  expect(text.indexOf('second')).toBeLessThan(text.indexOf('first'));
  expect(html.indexOf('width="50"')).toBeGreaterThan(html.indexOf('width="100"'));
  expect(text).toContain('diagnostics.answered-by');
});

test('what the other side does to the microphone stands there while both are heard', () => {
  const echo = { isEchoSeen: true, reductionDb: 18, heldLineCount: 3, droppedLineCount: 1 };
  const reported = (events: Parameters<typeof after>[0]): string =>
    show(<DiagnosticsSection />, after(events, { diagnostics: nothing })).text;
  const capture = capturing({ channels: ['me', 'them'] });
  const heard = measured({ channel: 'me', echo });
  expect(reported([capture, heard])).toContain('diagnostics.echo');
  const none = measured({ channel: 'me', echo: { ...echo, isEchoSeen: false } });
  expect(reported([capture, none])).toContain('diagnostics.no-echo');
  expect(reported([heard])).not.toContain('echo');
  expect(reported([capture, measured({ channel: 'me' })])).not.toContain('echo');
});

test('measured stretches are drawn where there are any', () => {
  const latency = { count: 3, p50Ms: 10, p95Ms: 20, p99Ms: 40 };
  const metrics = {
    counters: {},
    latencies: { 'eou-to-transcript': latency, none: { ...latency, count: 0 } },
  };
  const { html, text } = shown(nothing, { metrics });
  expect(html).toContain('data-share="p50" width="25"');
  expect(text.match(/n 3/g)).toHaveLength(1);
});

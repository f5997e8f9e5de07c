import { expect, test } from 'vitest';
import { answerPathSchema } from '../../../engine/protocol/call-parts.ts';
import type { Language } from '../../../engine/protocol/settings.ts';
import { createTurnMetrics } from '../../../engine/telemetry/turn-metrics.ts';
import { latencyName } from '../../../renderer/diagnostics/latency-name.ts';
import { LANGUAGE_NAMES, loadMessages } from '../../../renderer/messages/languages.ts';

const LANGUAGES = Object.keys(LANGUAGE_NAMES) as Language[];
const ofTurn = { seq: 1, atMs: 1, turnId: 't', channel: 'them' } as const;

/** Every latency that a run can measure. */
function measuredNames(): readonly string[] {
  const metrics = createTurnMetrics();
  metrics.observe({ type: 'turn.ended', ...ofTurn, reason: '', speechEndMs: 0 });
  metrics.observe({ type: 'transcript.completed', ...ofTurn, text: '', startMs: 0, endMs: 1 });
  for (const path of answerPathSchema.options)
    metrics.observe({
      type: 'answer.completed',
      seq: 1,
      atMs: 1,
      turnId: 't',
      bullets: ['a'],
      path,
      status: 'complete',
      latencyMs: 1,
      firstBulletMs: 1,
      isStale: false,
    });
  metrics.observePainted(1);
  return Object.keys(metrics.read().latencies);
}

test.each(LANGUAGES)('every latency that is measured has a name of its own in %s', async (language) => {
  const messages = await loadMessages(language);
  const names = measuredNames();
  const texts = names.map((name) => latencyName(name, messages));
  expect(names).toHaveLength(5);
  expect(texts.filter((text) => text.includes('eou') || names.includes(text))).toEqual([]);
  expect(new Set(texts).size).toBe(5);
});

test('a latency that the catalogue does not have keeps its name', async () => {
  expect(latencyName('new-stretch', await loadMessages('en'))).toBe('new-stretch');
});

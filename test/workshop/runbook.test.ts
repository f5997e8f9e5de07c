import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { errorCodeSchema } from '../../engine/protocol/error-codes.ts';
import { createPrometheusMetrics } from '../../engine/telemetry/prometheus.ts';
import { PROJECT_ROOT } from './source-files.ts';

const read = (name: string): string => readFileSync(path.join(PROJECT_ROOT, 'docs', name), 'utf8');

test('the runbook has a section for each error code and for nothing else', () => {
  const sections = [...read('runbook.md').matchAll(/^### (.+)$/gm)].map((match) => match[1] ?? '');
  expect(sections.toSorted()).toEqual(errorCodeSchema.options.toSorted());
});

test('dashboard and runbook name only figures that Sotto exports', async () => {
  const exported = await createPrometheusMetrics(() => ({
    runningAnswerCount: 0,
    waitingAnswerCount: 0,
    clientCount: 0,
    realTimeFactor: undefined,
  })).read();
  const names = new Set([...exported.matchAll(/^# TYPE (\S+)/gm)].map((match) => match[1]));
  const used = [...`${read('grafana-dashboard.json')}${read('runbook.md')}`.matchAll(/sotto_[a-z0-9_]+/g)];
  const unknown = used.map(([name]) => name.replace(/_bucket$/, '')).filter((name) => !names.has(name));
  expect(unknown).toEqual([]);
});

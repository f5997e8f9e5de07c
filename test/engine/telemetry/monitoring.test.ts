import { mkdtempSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { silentLogger } from '../../../engine/base/logger.ts';
import {
  createMonitoring,
  METRICS_TOKEN_FILE_NAME,
  type Monitoring,
} from '../../../engine/telemetry/monitoring.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';

const dataFolder = (): string => mkdtempSync(path.join(tmpdir(), 'sotto-monitoring-'));
const clock = new ManualClock();
const create = (dataDir: string): Monitoring =>
  createMonitoring({
    dataDir,
    appVersion: '1.2.3',
    clock,
    log: silentLogger,
    readings: () => ({
      runningAnswerCount: 0,
      waitingAnswerCount: 0,
      clientCount: 0,
      realTimeFactor: undefined,
    }),
  });

test('the token is made once, for its owner only, and stays for later runs', async () => {
  const dataDir = dataFolder();
  const monitoring = create(dataDir);
  expect(monitoring.token).toBeUndefined();
  await monitoring.enable(true);
  const file = path.join(dataDir, METRICS_TOKEN_FILE_NAME);
  expect(readFileSync(file, 'utf8').trim()).toBe(monitoring.token);
  expect((statSync(file).mode & 0o777).toString(8)).toBe('600');
  const later = create(dataDir);
  await later.enable(true);
  expect(later.token).toBe(monitoring.token);
  await later.enable(false);
  expect(later.token).toBeUndefined();
});

test('a link in the place of the token is not written through', async () => {
  const dataDir = dataFolder();
  const target = path.join(dataDir, 'target');
  writeFileSync(target, '');
  symlinkSync(target, path.join(dataDir, METRICS_TOKEN_FILE_NAME));
  const monitoring = create(dataDir);
  await monitoring.enable(true);
  expect(monitoring.token).toBeUndefined();
  expect(readFileSync(target, 'utf8')).toBe('');
});

test('health is the worst state of any part', async () => {
  const monitoring = create(dataFolder());
  const report = (component: 'speech' | 'model', status: 'ready' | 'degraded' | 'failed'): void =>
    monitoring.observe({
      type: 'component.changed',
      seq: 1,
      atMs: 0,
      state: { component, status, reason: 'private' },
    });
  report('speech', 'ready');
  await clock.advance(5_000);
  expect(monitoring.health()).toEqual({
    status: 'ok',
    version: '1.2.3',
    uptimeMs: 5_000,
    components: { speech: 'ready' },
  });
  report('model', 'failed');
  report('speech', 'degraded');
  expect(monitoring.health().status).toBe('failed');
  report('model', 'ready');
  expect(monitoring.health().status).toBe('degraded');
});

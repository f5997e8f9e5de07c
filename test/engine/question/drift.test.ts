import { describe, expect, test } from 'vitest';
import type { DriftMonitor } from '../../../engine/question/drift.ts';
import { createDriftMonitor, DRIFT_WINDOW_COUNT } from '../../../engine/question/drift.ts';
import { seededRandom } from '../../fakes/seeded-random.ts';

const SHIPPED = (['score', 'wordCount', 'rulesScore', 'meanWordLength'] as const).map((name) => ({
  name,
  edges: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9],
  shares: Array.from({ length: 10 }, () => 0.1),
}));

/** Feeds `count` uniform values to every shipped feature, those of `shifted` warped. */
function feed(
  monitor: DriftMonitor,
  count: number,
  random: () => number,
  shifted: readonly string[] = [],
  warp: (value: number) => number = (value) => value,
): void {
  for (let index = 0; index < count; index += 1) {
    const values = SHIPPED.map(
      ({ name }) => [name, shifted.includes(name) ? warp(random()) : random()] as const,
    );
    monitor.observe(Object.fromEntries(values));
  }
}

/** Values spread as evenly as can be, the same for every feature. */
function evenly(): () => number {
  let callCount = 0;
  return () => (Math.floor(callCount++ / SHIPPED.length) * 0.618_034) % 1;
}

describe('drift', () => {
  test('is unknown until a window is half full', () => {
    const monitor = createDriftMonitor(SHIPPED);
    feed(monitor, 100, seededRandom(1));
    expect(monitor.report().state).toBe('unknown');
  });

  test('is falsely reported of a feature in at most one window of a hundred of a stable stream', () => {
    const random = seededRandom(7);
    let alarmCount = 0;
    for (let window = 0; window < 400; window += 1) {
      const monitor = createDriftMonitor(SHIPPED);
      feed(monitor, DRIFT_WINDOW_COUNT, random);
      const { features, state } = monitor.report();
      expect(state).toBe('stable');
      if (features.some((feature) => feature.state !== 'stable')) alarmCount += 1;
    }
    expect(alarmCount).toBeLessThanOrEqual(4);
  });

  test('is not reported of a stable stream whose reference was learned here', () => {
    const random = seededRandom(11);
    let alarmCount = 0;
    for (let window = 0; window < 400; window += 1) {
      const monitor = createDriftMonitor([]);
      for (let index = 0; index <= 2 * DRIFT_WINDOW_COUNT; index += 1) {
        monitor.observe({ levelDbfs: -30 + 10 * random() });
      }
      const [level] = monitor.report().features;
      if (level?.state !== 'stable') alarmCount += 1;
    }
    expect(alarmCount).toBeLessThanOrEqual(4);
  });

  test.each([
    ['moderate', (value: number) => value ** 1.6],
    ['high', (value: number) => value + 0.4],
  ] as const)('of all features is found and reported as %s', (state, warp) => {
    const monitor = createDriftMonitor(SHIPPED);
    const names = SHIPPED.map(({ name }) => name);
    feed(monitor, DRIFT_WINDOW_COUNT, evenly(), names, warp);
    const report = monitor.report();
    expect(report.features.map((feature) => feature.state)).toEqual(names.map(() => state));
    expect(report.state).toBe(state);
    expect(report.alert?.level).toBe('loud');
  });

  test('of one feature in four is shown at the feature and raises no alarm', () => {
    const monitor = createDriftMonitor(SHIPPED);
    feed(monitor, DRIFT_WINDOW_COUNT, seededRandom(4), ['score'], (value) => value + 0.4);
    const report = monitor.report();
    expect(report.features.filter((feature) => feature.state === 'high').map(({ name }) => name)).toEqual([
      'score',
    ]);
    expect(report.alert).toBeUndefined();
  });

  test('of half the features alerts quietly', () => {
    const monitor = createDriftMonitor(SHIPPED);
    feed(monitor, DRIFT_WINDOW_COUNT, seededRandom(5), ['score', 'wordCount'], (value) => value + 0.4);
    expect(monitor.report().alert?.level).toBe('quiet');
  });

  test('of the level points at the microphone', () => {
    const random = seededRandom(6);
    const monitor = createDriftMonitor([]);
    const level = (mean: number): void => {
      for (let index = 0; index <= DRIFT_WINDOW_COUNT; index += 1)
        monitor.observe({ levelDbfs: mean + random() });
    };
    level(-30);
    level(-50);
    expect(monitor.report().alert?.remedy).toContain('microphone');
    expect(monitor.learnedReferences().map(({ name }) => name)).toEqual(['levelDbfs']);
  });
});

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { localIso, localMinute } from '../../../engine/base/local-time.ts';

beforeEach(() => vi.stubEnv('TZ', 'Asia/Kolkata'));
afterEach(() => vi.unstubAllEnvs());

test('times are the local ones, with their zone for programs', () => {
  const wallMs = Date.UTC(2026, 10, 28, 20, 5, 9, 120);
  expect(localMinute(wallMs)).toBe('2026-11-29 01:35');
  expect(localIso(wallMs)).toBe('2026-11-29T01:35:09.120+05:30');
  expect(Date.parse(localIso(wallMs))).toBe(wallMs);
});

test('summer and winter have their own offsets', () => {
  vi.stubEnv('TZ', 'America/New_York');
  expect(localIso(Date.UTC(2026, 6, 1, 12))).toBe('2026-07-01T08:00:00.000-04:00');
  expect(localIso(Date.UTC(2026, 11, 1, 12))).toBe('2026-12-01T07:00:00.000-05:00');
});

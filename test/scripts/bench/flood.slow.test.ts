import { expect, test } from 'vitest';
import { measureFlood } from '../../../scripts/bench/flood.ts';

test('a short flood is asked in time, each question is superseded or answered, and the bare client is beside it', async () => {
  const size = { warmUpCount: 5, questionCount: 20, settleMs: 50 };
  const rows = await measureFlood(size, new AbortController().signal);
  const figures = new Map(rows.map(({ name, p50, peer }) => [name, [p50, peer?.p50]]));
  expect(figures.size).toBe(6);
  expect([...figures.values()].flat().every((figure) => Number.isFinite(figure))).toBe(true);
  expect(figures.get('flood: questions neither superseded nor answered')).toEqual([0, 0]);
  const [elapsedMs = 0] = figures.get('flood: time in which they were asked') ?? [];
  // The last of 20 is due 190 ms after the first; a timer may be a little early.
  expect(elapsedMs).toBeGreaterThan(180);
  const [inFlightCount] = figures.get('flood: calls in flight at the server, at most') ?? [];
  expect(inFlightCount).toBeGreaterThan(0);
});

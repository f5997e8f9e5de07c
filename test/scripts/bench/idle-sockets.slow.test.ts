import { expect, test } from 'vitest';
import { measureIdleSockets } from '../../../scripts/bench/idle-sockets.ts';

test('the memory of each socket is that of those after the first, beside a bare server', async () => {
  const sockets = { socketCount: 600, firstCount: 100, settleMs: 50 };
  const rows = await measureIdleSockets(sockets, new AbortController().signal);
  expect(rows.map(({ name }) => name)).toEqual([
    'load: 600 idle sockets, heap of each',
    'load: 600 idle sockets, resident memory of each',
  ]);
  const [heap] = rows;
  // No socket is for nothing, and none holds a megabyte.
  for (const kib of [heap?.p50 ?? 0, heap?.peer?.p50 ?? 0]) {
    expect(kib).toBeGreaterThan(0.1);
    expect(kib).toBeLessThan(1_024);
  }
});

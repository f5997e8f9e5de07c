import { expect, test } from 'vitest';
import { formatBytes } from '../../../engine/protocol/byte-size.ts';

test.each([
  [0, '0 byte'],
  [999, '999 byte'],
  [1_500, '2 kB'],
  [1_000_000, '1.0 MB'],
  [148e6, '148 MB'],
  [4.7e9, '4.7 GB'],
  [2e12, '2.0 TB'],
  [3e15, '3,000 TB'],
])('%d bytes are shown as %s', (byteCount, text) => {
  expect(formatBytes(byteCount)).toBe(text);
});

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { buildPages } from './browser.ts';

test('all that the HUD loads at first is at most 130 kB', async () => {
  await using pages = await buildPages();
  const load = (file: string): Promise<Buffer> => readFile(path.join(pages.directory, file));
  const html = (await load('index.html')).toString();
  const files = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+\.(?:js|css))"/g)].map(
    ([, file = '']) => file,
  );
  expect(files.some((file) => file.endsWith('.css'))).toBe(true);
  const sizes = await Promise.all(files.map(async (file) => gzipSync(await load(file)).byteLength));
  expect(sizes.reduce((total, size) => total + size, 0)).toBeLessThanOrEqual(130_000);
});

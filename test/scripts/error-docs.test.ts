import { expect, test } from 'vitest';
import { readErrorDocs, renderErrorDocs } from '../../scripts/write-error-docs.ts';

test('docs/errors.md is what the sources say; `npm run docs` writes it', async () => {
  expect(readErrorDocs()).toBe(await renderErrorDocs());
});

test('each error code has a meaning in one sentence', async () => {
  const page = await renderErrorDocs();
  for (const section of page.split('\n## ').slice(1)) expect(section.split('\n\n')[1]).toMatch(/\.$/);
});

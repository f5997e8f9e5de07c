import { expect, test } from 'vitest';
import { readErrorDocs, renderErrorDocs } from '../../scripts/write-error-docs.ts';

test('docs/errors.md is what the sources say; `npm run docs` writes it', async () => {
  expect(readErrorDocs()).toBe(await renderErrorDocs());
});

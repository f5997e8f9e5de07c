import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { provingFiles, readCatalogue } from '../../../scripts/faults/read-catalogue.ts';

const CATALOGUE = `# Faults
Text with \`code.test.ts\`: “no row”.
| # | fault | proof |
| --- | --- | --- |
| 1 | gone | \`one.test.ts\`: “it is said”<br>\`two.slow.test.tsx\`: “and comes back” |
| 2 | slow | Open: nobody tried. |
| Control | proof |
| no fault | \`one.test.ts\`: “all is well” |
| by hand | \`take-pictures.ts\`: “a picture” |
`;

let root: string;
beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'sotto-catalogue-'));
  mkdirSync(path.join(root, 'docs'));
  writeFileSync(path.join(root, 'docs', 'faults.md'), CATALOGUE);
});
afterAll(() => rmSync(root, { recursive: true }));

test('each row has its number, its proofs and whether it is open', () => {
  expect(readCatalogue(root)).toEqual([
    {
      number: 1,
      proofs: [
        { file: 'one.test.ts', title: 'it is said' },
        { file: 'two.slow.test.tsx', title: 'and comes back' },
      ],
      isOpen: false,
    },
    { number: 2, proofs: [], isOpen: true },
    { number: undefined, proofs: [{ file: 'one.test.ts', title: 'all is well' }], isOpen: false },
    { number: undefined, proofs: [{ file: 'take-pictures.ts', title: 'a picture' }], isOpen: false },
  ]);
});

test('the files that prove something are those with tests, each once', () => {
  expect(provingFiles(readCatalogue(root))).toEqual(['one.test.ts', 'two.slow.test.tsx']);
});

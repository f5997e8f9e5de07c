import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readCatalogue } from '../../scripts/faults/read-catalogue.ts';
import { PROJECT_ROOT } from './source-files.ts';

const FAULT_COUNT = 64;
const CONTROL_COUNT = 32;
const rows = readCatalogue(PROJECT_ROOT);

test('the table has a row for each fault and each control, with a proof or the word that it is open', () => {
  const numbers = rows.flatMap(({ number }) => number ?? []);
  expect(numbers).toEqual(Array.from({ length: FAULT_COUNT }, (_, index) => index + 1));
  expect(rows).toHaveLength(FAULT_COUNT + CONTROL_COUNT);
  expect(rows.filter(({ proofs, isOpen }) => proofs.length === 0 && !isOpen)).toEqual([]);
});

test('every test that the table names exists', () => {
  const folder = path.join(PROJECT_ROOT, 'test');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const missing = rows
    .flatMap(({ proofs }) => proofs)
    .filter(({ file, title }) => {
      const named = files.filter((name) => path.basename(name) === file);
      return !named.some((name) => readFileSync(path.join(folder, name), 'utf8').includes(title));
    });
  expect(missing).toEqual([]);
});

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { proofsIn } from '../../scripts/faults/read-catalogue.ts';
import { PROJECT_ROOT } from './source-files.ts';

/** Of Electron's checklist. */
const ITEM_COUNT = 20;
const rows = readFileSync(path.join(PROJECT_ROOT, 'docs', 'electron-security.md'), 'utf8')
  .split('\n')
  .filter((line) => /^\| \d/.test(line));

test('every item of Electron’s security checklist has a file and a test, which exist', () => {
  expect(rows.map((row) => Number(/\d+/.exec(row)?.[0]))).toEqual(
    Array.from({ length: ITEM_COUNT }, (_, index) => index + 1),
  );
  const folder = path.join(PROJECT_ROOT, 'test');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const hasTest = ({ file, title }: { readonly file: string; readonly title: string }): boolean =>
    files.some(
      (name) => path.basename(name) === file && readFileSync(path.join(folder, name), 'utf8').includes(title),
    );
  const wrong = rows.flatMap((row) => {
    const place = row.split('|')[4] ?? '';
    const sources = [...place.matchAll(/`([^`]+)`/g)].map(([, source = '']) => source);
    const proofs = proofsIn(row);
    const isProven = proofs.length > 0 && proofs.every(hasTest);
    const isPlaced =
      sources.length > 0 && sources.every((source) => existsSync(path.join(PROJECT_ROOT, source)));
    return isProven && isPlaced ? [] : [row];
  });
  expect(wrong).toEqual([]);
});

import { readFileSync } from 'node:fs';
import path from 'node:path';

/** A test that proves a row of the catalogue. */
interface Proof {
  /** Its name, without the folder. */
  readonly file: string;
  readonly title: string;
}

export interface CatalogueRow {
  /** Of a fault; undefined for a control. */
  readonly number: number | undefined;
  readonly proofs: readonly Proof[];
  /** Said to be unproven. */
  readonly isOpen: boolean;
}

const PROOF = /`([\w-]+(?:(?:\.slow)?\.test)?\.tsx?)`: “(.*?)”(?=<br>|\s+\|)/g;

/** The tables of docs/faults.md. */
export function readCatalogue(root: string): readonly CatalogueRow[] {
  return readFileSync(path.join(root, 'docs', 'faults.md'), 'utf8')
    .split('\n')
    .filter((line) => /^\| (?!#|-|Control)/.test(line))
    .map((line) => {
      const number = /^\| (\d+) /.exec(line)?.[1];
      return {
        number: number === undefined ? undefined : Number(number),
        proofs: proofsIn(line),
        isOpen: line.includes('Open: '),
      };
    });
}

/** The tests that a row of a table names. */
export function proofsIn(line: string): readonly Proof[] {
  return [...line.matchAll(PROOF)].map(([, file = '', title = '']) => ({ file, title }));
}

/** The test files among the proofs, each once. */
export function provingFiles(rows: readonly CatalogueRow[]): readonly string[] {
  const named = rows.flatMap(({ proofs }) => proofs.map(({ file }) => file));
  return [...new Set(named)].filter((file) => file.includes('.test.'));
}

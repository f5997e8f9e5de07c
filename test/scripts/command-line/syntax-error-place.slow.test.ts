import { execFile } from 'node:child_process';
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { syntaxErrorPlace } from '../../../scripts/command-line/syntax-error-place.ts';

const HELPER = path.resolve(import.meta.dirname, '../../../scripts/command-line/syntax-error-place.ts');

test('code that does not parse, or that imports what is not there, is named with file and line', async () => {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'sotto-syntax-')));
  onTestFinished(() => rm(folder, { recursive: true }));
  const broken = path.join(folder, 'broken.ts');
  const mistaken = path.join(folder, 'mistaken.ts');
  const main = path.join(folder, 'main.ts');
  await writeFile(broken, 'export const a = {\n  b: ;\n};\n');
  await writeFile(mistaken, "// Names nothing.\nimport { nothing } from './main.ts';\nnothing();\n");
  await writeFile(
    main,
    `import { syntaxErrorPlace } from ${JSON.stringify(pathToFileURL(HELPER))};
    for (const file of ['./broken.ts', './mistaken.ts']) {
      await import(file).catch((error) => console.log(syntaxErrorPlace(error)));
    }`,
  );
  const { stdout } = await promisify(execFile)(process.execPath, [main]);
  expect(stdout.trim().split('\n')).toEqual([`${broken}:2`, `${mistaken}:2`]);
});

test('other errors have no such place', () => {
  const notJson = (): unknown => {
    try {
      return JSON.parse('{') as unknown;
    } catch (error) {
      return error;
    }
  };
  expect([notJson(), new Error('a:1'), undefined].map(syntaxErrorPlace)).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

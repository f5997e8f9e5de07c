import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { provingFiles, readCatalogue } from './faults/read-catalogue.ts';

/** Runs every test file that docs/faults.md names; what follows `--` goes to Vitest. */

const PROJECT = path.resolve(import.meta.dirname, '..');
const VITEST = path.join(PROJECT, 'node_modules', 'vitest', 'vitest.mjs');

const files = provingFiles(readCatalogue(PROJECT)).map((file) => `/${file}`);
const { status } = spawnSync(process.execPath, [VITEST, 'run', ...files, ...process.argv.slice(2)], {
  cwd: PROJECT,
  stdio: 'inherit',
});
process.exitCode = status ?? 1;

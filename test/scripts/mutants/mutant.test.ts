import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { findSnippet, findTest, readSources, readTestFiles } from '../../../scripts/mutants/mutant.ts';
import { makeDataFolder } from '../../e2e/run-cli.ts';

test('a snippet that moved with its file is found, one that occurs twice or never is reported', () => {
  const sources = new Map([
    ['/a/one.ts', 'const limit = 3;\nconst other = 3;'],
    ['/b/two.ts', 'const limit = 3;'],
  ]);
  expect(findSnippet(sources, 'const other = 3;')).toEqual(['/a/one.ts']);
  expect(findSnippet(sources, 'const limit = 3;')).toEqual(['/a/one.ts', '/b/two.ts']);
  expect(findSnippet(sources, '= 3;')).toEqual(['/a/one.ts', '/a/one.ts', '/b/two.ts']);
  expect(findSnippet(sources, 'none')).toEqual([]);
});

test('a test is named by the end of its path, and by whole names', () => {
  const files = [
    'test/engine/vad/meter.test.ts',
    'test/engine/capture/level-meter.test.ts',
    'test/a/meter.test.ts',
  ];
  expect(findTest(files, 'meter.test.ts')).toEqual([files[0], files[2]]);
  expect(findTest(files, 'vad/meter.test.ts')).toEqual([files[0]]);
  expect(findTest(files, 'none.test.ts')).toEqual([]);
});

test('faults are looked for in the sources and the configuration of the packages, tests below test/', () => {
  using project = makeDataFolder();
  const files = [
    'electron/main.ts',
    'engine/base/clock.ts',
    'renderer/hud/header.tsx',
    'renderer/hud/header.css',
    'scripts/sotto.ts',
    'electron-builder.yml',
    'test/engine/clock.test.ts',
    'test/renderer/header.test.tsx',
    'test/fakes/clock.ts',
  ];
  for (const file of files) {
    mkdirSync(path.dirname(path.join(project.path, file)), { recursive: true });
    writeFileSync(path.join(project.path, file), file);
  }
  const mutated = [
    'electron-builder.yml',
    'electron/main.ts',
    'engine/base/clock.ts',
    'renderer/hud/header.tsx',
  ];
  expect([...readSources(project.path).values()].toSorted()).toEqual(mutated);
  expect(readTestFiles(project.path).toSorted()).toEqual([
    'test/engine/clock.test.ts',
    'test/renderer/header.test.tsx',
  ]);
});

import { expect, test } from 'vitest';
import { findFolderCircles } from './folder-circles.ts';
import { readSourceFiles } from './source-files.ts';

// The import table's own test is full of planted imports.
const sources = readSourceFiles().filter(({ path }) => path !== 'test/workshop/import-table.test.ts');

test('no two folders of the sources need each other, at any depth, directly or not', () => {
  expect(findFolderCircles(sources)).toEqual([]);
});

test('a circle planted through a third folder is found, with each import on it', () => {
  const planted = [
    { path: 'engine/call/a.ts', text: `import type { B } from '../listening/b.ts';` },
    { path: 'engine/listening/b.ts', text: `import { c } from '../engine.ts';` },
    { path: 'engine/engine.ts', text: `import { a } from './call/a.ts';\nimport { d } from './vad/d.ts';` },
  ];
  expect(findFolderCircles(planted)).toEqual([
    'engine/call/a.ts imports ../listening/b.ts',
    'engine/listening/b.ts imports ../engine.ts',
    'engine/engine.ts imports ./call/a.ts',
  ]);
});

test('a circle planted between a folder and its sub-folder is found', () => {
  const planted = [
    { path: 'engine/vad/a.ts', text: `import { b } from './deeper/b.ts';` },
    { path: 'engine/vad/deeper/b.ts', text: `import type { C } from '../c.ts';` },
  ];
  expect(findFolderCircles(planted)).toEqual([
    'engine/vad/a.ts imports ./deeper/b.ts',
    'engine/vad/deeper/b.ts imports ../c.ts',
  ]);
});

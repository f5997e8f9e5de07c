import { expect, test } from 'vitest';
import { idleRows, isLogic, withoutOwnTest } from './own-tests.ts';
import { readSourceFiles } from './source-files.ts';

const sources = readSourceFiles();
const LOGIC = 'export const f = (a: number) => (a > 1 ? 2 : a < 0 ? 3 : [a].filter(Boolean).length);';

test('each file of logic has a test at its own place, or stands in the table with the tests that drive it', () => {
  expect(withoutOwnTest(sources)).toEqual([]);
});

test('each row of the table is needed, and its tests are there', () => {
  expect(idleRows(sources)).toEqual([]);
});

test('logic without a test is found, and a test of its name is enough, quick or slow', () => {
  const planted = { path: 'engine/base/planted.ts', text: LOGIC };
  expect(withoutOwnTest([planted])).toEqual(['engine/base/planted.ts']);
  for (const end of ['.test.ts', '.test.tsx', '.slow.test.ts']) {
    expect(withoutOwnTest([planted, { path: `test/engine/base/planted${end}`, text: '' }])).toEqual([]);
  }
  expect(withoutOwnTest([planted, { path: 'test/engine/planted.test.ts', text: '' }])).toHaveLength(1);
});

test('types, tables, comments and texts are not logic, nor is what lies elsewhere', () => {
  const text = `// if (a) if (b) if (c)\nexport const WORDS = { a: 'if (a) ? b : c && d || e', b: 2 };`;
  expect(isLogic({ path: 'engine/planted.ts', text })).toBe(false);
  expect(isLogic({ path: 'engine/planted.ts', text: LOGIC })).toBe(true);
  expect(isLogic({ path: 'test/fakes/planted.ts', text: LOGIC })).toBe(false);
  expect(isLogic({ path: 'engine/planted.d.ts', text: LOGIC })).toBe(false);
});

test('a row for components does not excuse the other files of their room', () => {
  expect(withoutOwnTest([{ path: 'renderer/planted.tsx', text: LOGIC }])).toEqual([]);
  expect(withoutOwnTest([{ path: 'renderer/planted.ts', text: LOGIC }])).toHaveLength(1);
});

import { mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isFresh } from '../../../scripts/build/is-fresh.ts';
import { makeDataFolder, type DataFolder } from '../../e2e/run-cli.ts';

const BEFORE = new Date(2026, 0, 1);
const BUILT = new Date(2026, 0, 2);
const AFTER = new Date(2026, 0, 3);

let project: DataFolder;
const inside = (name: string): string => path.join(project.path, name);

beforeEach(() => {
  project = makeDataFolder();
  mkdirSync(inside('engine/base'), { recursive: true });
  for (const file of ['out.js', 'package.json', 'engine/main.ts', 'engine/base/clock.ts'])
    writeFileSync(inside(file), '');
  for (const source of ['package.json', 'engine/main.ts', 'engine/base/clock.ts', 'engine/base', 'engine'])
    utimesSync(inside(source), BEFORE, BEFORE);
  utimesSync(inside('out.js'), BUILT, BUILT);
});
afterEach(() => project[Symbol.dispose]());

const isOutFresh = (): boolean => isFresh(inside('out.js'), project.path, ['engine', 'package.json']);

test('what is newer than everything it is made of is fresh', () => {
  expect(isOutFresh()).toBe(true);
});

test.each(['package.json', 'engine/main.ts', 'engine/base/clock.ts'])('a change of %s is seen', (file) => {
  utimesSync(inside(file), AFTER, AFTER);
  expect(isOutFresh()).toBe(false);
});

test('a file that was removed is seen, at any depth', () => {
  rmSync(inside('engine/base/clock.ts'));
  expect(isOutFresh()).toBe(false);
});

test('a change at the same moment may have come later', () => {
  utimesSync(inside('engine/main.ts'), BUILT, BUILT);
  expect(isOutFresh()).toBe(false);
});

test('what was never built is not fresh, even if it is made of nothing', () => {
  expect(isFresh(inside('none.js'), project.path, [])).toBe(false);
});

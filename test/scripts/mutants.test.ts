import { expect, test } from 'vitest';
import { ALL_MUTANTS } from '../../scripts/mutants/all-mutants.ts';
import { findSnippet, findTest, readSources, readTestFiles } from '../../scripts/mutants/mutant.ts';
import { PROJECT_ROOT } from '../workshop/source-files.ts';

test('every mutant names one place in the sources and test files that exist', () => {
  const sources = readSources(PROJECT_ROOT);
  const testFiles = readTestFiles(PROJECT_ROOT);
  const wrong = ALL_MUTANTS.flatMap(({ name, snippet, replacement, tests }) => [
    ...(findSnippet(sources, snippet).length === 1 ? [] : [`${name}: the snippet does not occur once`]),
    ...(snippet === replacement ? [`${name}: nothing changes`] : []),
    ...tests
      .filter((ending) => findTest(testFiles, ending).length !== 1)
      .map((ending) => `${name}: ${ending}`),
  ]);
  expect(wrong).toEqual([]);
});

test('there are mutants of the engine, the server, the pages and the shell, each under a name of its own', () => {
  expect(new Set(ALL_MUTANTS.map(({ name }) => name)).size).toBe(ALL_MUTANTS.length);
  const sources = readSources(PROJECT_ROOT);
  const placeOf = (snippet: string): string => {
    const [file = ''] = findSnippet(sources, snippet);
    return /\/(engine\/server|engine|renderer|electron)[/-]/.exec(file.slice(PROJECT_ROOT.length))?.[1] ?? '';
  };
  const placed = Object.groupBy(ALL_MUTANTS, ({ snippet }) => placeOf(snippet));
  expect(Object.keys(placed).toSorted()).toEqual(['electron', 'engine', 'engine/server', 'renderer']);
  expect(placed['electron']?.length).toBeGreaterThanOrEqual(20);
});

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** One fault to plant: a check dropped, a limit raised, a flag flipped. */
export interface Mutant {
  /** What is broken, as a sentence without its full stop. */
  readonly name: string;
  /** Occurs once in all the sources, so that it is found wherever its file was moved to. */
  readonly snippet: string;
  readonly replacement: string;
  /** Test files of which one must turn red: enough of each path's end to identify it. */
  readonly tests: readonly string[];
}

/** Makes mutants that the same tests kill. */
export const mutant =
  (...tests: readonly string[]) =>
  (name: string, snippet: string, replacement: string): Mutant => ({ name, snippet, replacement, tests });

/** Where the snippets are, below the project's root. */
const MUTATED_FOLDERS = ['electron', 'engine', 'renderer'] as const;
/** What a package is made by; it holds flags that nothing else sets. */
const PACKAGE_CONFIG = 'electron-builder.yml';

/** Path and text of every source, and of the packages' configuration, that a mutant may be in. */
export function readSources(root: string): ReadonlyMap<string, string> {
  const files = MUTATED_FOLDERS.flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => path.join(root, folder, name)),
  );
  return new Map(
    [...files, path.join(root, PACKAGE_CONFIG)].map((file) => [file, readFileSync(file, 'utf8')]),
  );
}

/** Every test file below `test/`, as a path below the root. */
export function readTestFiles(root: string): readonly string[] {
  return readdirSync(path.join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.test\.tsx?$/.test(name))
    .map((name) => path.join('test', name).replaceAll(path.sep, '/'));
}

/** The test files whose path ends like this. */
export function findTest(testFiles: readonly string[], ending: string): readonly string[] {
  return testFiles.filter((file) => file.endsWith(`/${ending}`));
}

/** The files that hold the snippet, each as often as it does. */
export function findSnippet(sources: ReadonlyMap<string, string>, snippet: string): readonly string[] {
  return [...sources].flatMap(([file, text]) =>
    Array.from({ length: text.split(snippet).length - 1 }, () => file),
  );
}

import { expect, test } from 'vitest';
import { readSourceFiles, type SourceFile } from './source-files.ts';

const sources = readSourceFiles();
const productSources = sources.filter(
  (file) => /^(engine|electron|renderer)\//.test(file.path) && !file.path.endsWith('.d.ts'),
);

const engineSources = productSources.filter(({ path }) => path.startsWith('engine/'));

/** A unit, or the kind of a pure number, at the end of a name says what it counts. */
const UNITS =
  'Ms Ns Hz Id Psi Characters Words Db Dbfs Bytes Samples Count Index Hop Frame Ratio Px Percent Share Days Hours Semitones Seq Code Status Port Type Version Bits Score Probability Odds Weight Weights Threshold Entropy Completeness Correlation Aperiodicity Slope Rise Lengthening Scale Factor Rate Precision Recall Position Level Line Token Tokens Second Sample Semitone Kind Every Ceiling Beta Byte Decimation';
const UNIT_WORDS = new Set(UNITS.toLowerCase().split(' '));

/** Constants of a standard, whose names are the standard's. */
const STANDARD_CONSTANT = /^(CODE|CLOSE|FORMAT)_/;

/** Plain indices and bounds, the variables of a formula, and measures whose name is their unit. */
const PLAIN_NUMBERS = new Set(
  'total index start end at from to next min max step part id seq port hash random power NOWHERE USUAL_PORT increment completed file type value a b n k i j x y z sum mean deviation variance probability score status threshold sensitivity completeness entropy opacity textScale precision recall f1 prAuc ece baseline psi ks p50 p95 p99 width height'.split(
    ' ',
  ),
);

test('every number says its unit in its name', () => {
  expect(productSources.flatMap(numbersWithoutUnit)).toEqual([]);
});

test('a number without a unit is found', () => {
  const planted = {
    path: 'engine/planted.ts',
    text: 'interface A { readonly timeout: number; timeoutValue: number; delayMs: number; deadline: number }\nconst RETRY_LIMIT = 3;\nconst CRASH_REPORT = 4;',
  };
  expect(numbersWithoutUnit(planted)).toEqual([
    'engine/planted.ts: timeout',
    'engine/planted.ts: timeoutValue',
    'engine/planted.ts: deadline',
    'engine/planted.ts: RETRY_LIMIT',
    'engine/planted.ts: CRASH_REPORT',
  ]);
});

test('a command that a user is told to run is named as it can be typed', () => {
  expect(sources.filter(isShown).flatMap(shortCommands)).toEqual([]);
});

test('a command without its runner is found', () => {
  const text =
    "// As `sotto doctor` does.\nthrow new EngineError('internal', 'It broke.', 'Run `sotto doctor`.');";
  expect(shortCommands({ path: 'engine/planted.ts', text })).toEqual(['engine/planted.ts: `sotto doctor']);
});

test('no file is longer than 400 lines', () => {
  const tooLong = sources.filter((file) => file.text.split('\n').length > 401).map((file) => file.path);
  expect(tooLong).toEqual([]);
});

test('what a file does not declare it does not export, but for the door of the engine', () => {
  const inside = sources.filter(({ path }) => path !== 'engine/index.ts');
  expect(inside.flatMap(reExports)).toEqual([]);
});

test('a re-export is found', () => {
  const text =
    "export * from './a.ts';\nexport type { B } from './b.ts';\nexport { c };\nexport const d = 1;";
  expect(reExports({ path: 'engine/planted.ts', text })).toHaveLength(3);
});

test('work that nobody waits for is caught', () => {
  expect(engineSources.flatMap(uncaughtWork)).toEqual([]);
});

test('work that nobody waits for and nobody catches is found', () => {
  const text = `
    void this.#watch();
    const later = () => void clock.sleep(delayMs).then(flush, () => undefined);
    run().then(done, () => undefined);
    onExit: (listener) => void listeners.push(listener),
    inBackground(run, onFailure);`;
  expect(uncaughtWork({ path: 'engine/planted.ts', text })).toEqual([
    'engine/planted.ts: void this.#watch();',
    'engine/planted.ts: const later = () => void clock.sleep(delayMs).then(flush, () => undefined);',
    'engine/planted.ts: run().then(done, () => undefined);',
  ]);
});

test('file names are kebab-case, or PascalCase for components', () => {
  const misnamed = sources
    .map((file) => file.path)
    .filter(
      (path) =>
        !/(^|\/)([a-z0-9]+(-[a-z0-9]+)*(\.(test|slow\.test|config|d))?\.ts|([A-Z][A-Za-z0-9]*|[a-z0-9-]+(\.test)?)\.tsx)$/.test(
          path,
        ),
    );
  expect(misnamed).toEqual([]);
});

test('there is no barrel but the engine’s public door', () => {
  const barrels = productSources.filter(
    (file) => /(^|\/)index\.tsx?$/.test(file.path) && file.path !== 'engine/index.ts',
  );
  expect(barrels.map((file) => file.path)).toEqual([]);
});

test('nothing is called utils, helpers or manager', () => {
  expect(
    sources
      .map((file) => file.path)
      .filter((path) => /(^|[-/])(utils?|helpers?|managers?)([-./]|$)/i.test(path)),
  ).toEqual([]);
});

function numbersWithoutUnit(file: SourceFile): readonly string[] {
  const typed = [...file.text.matchAll(/\b([A-Za-z]\w*)\??: number\b(?!\s*\[)/g)].map(
    (match) => match[1] ?? '',
  );
  const constants = [...file.text.matchAll(/^(?:export )?const ([A-Z][A-Z0-9_]*) = -?[\d._]+;/gm)].map(
    (match) => match[1] ?? '',
  );
  return [...new Set([...typed, ...constants])]
    .filter((name) => !hasUnit(name))
    .map((name) => `${file.path}: ${name}`);
}

function hasUnit(name: string): boolean {
  return (
    PLAIN_NUMBERS.has(name) || STANDARD_CONSTANT.test(name) || UNIT_WORDS.has(lastWord(name).toLowerCase())
  );
}

/** Of `delayMs`, `RETRY_LIMIT` or `prompt_tokens`. */
function lastWord(name: string): string {
  const words = name.includes('_') || name === name.toUpperCase() ? name.split('_') : name.split(/(?=[A-Z])/);
  return words.at(-1) ?? '';
}

/** Promises that are thrown away, and those of which only one of two ends is looked at. */
function uncaughtWork({ path, text }: SourceFile): readonly string[] {
  const isSynchronous = (line: string): boolean =>
    /\bvoid (?:[\w#]+\.)*#?(?:push|add|set|delete|release|change|destroy)\(/.test(line);
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter(
      (line) =>
        (/(?:^|=> |[({?:] |else )void (?!\(await )[\w#(]/.test(line) && !isSynchronous(line)) ||
        /^[\w#.()]+\.then\(.*, \(\) => undefined\);$/.test(line),
    )
    .map((line) => `${path}: ${line}`);
}

function isShown({ path }: SourceFile): boolean {
  return /^(engine|electron|renderer|scripts)\//.test(path);
}

function shortCommands({ path, text }: SourceFile): readonly string[] {
  return text
    .split('\n')
    .filter((line) => !/^\s*(\/\/|\/?\*)/.test(line))
    .flatMap((line) => line.match(/`sotto [\w$-]+/g) ?? [])
    .map((command) => `${path}: ${command}`);
}

function reExports({ path, text }: SourceFile): readonly string[] {
  return [...text.matchAll(/^export (?:type )?[*{].*/gm)].map(([line]) => `${path}: ${line}`);
}

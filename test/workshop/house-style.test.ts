import { expect, test } from 'vitest';
import { readSourceFiles, type SourceFile } from './source-files.ts';

const sources = readSourceFiles();
const productSources = sources.filter(
  (file) => /^(engine|electron|renderer)\//.test(file.path) && !file.path.endsWith('.d.ts'),
);

const engineSources = productSources.filter(({ path }) => path.startsWith('engine/'));

/** What a name of a number ends in: what it is measured in, counts or numbers, or which pure number it is. */
const UNITS = new Set(
  [
    'ms ns hz px db dbfs semitones bytes bits samples letters characters words tokens days hours',
    'count index id seq hop frame code version port',
    'ratio percent share factor score probability odds weight weights threshold',
    'psi power entropy completeness correlation aperiodicity slope precision recall',
  ].flatMap((units) => units.split(' ')),
);

/** Numbers that are called otherwise, by the reason. */
const CALLED_OTHERWISE: Readonly<Record<string, string>> = {
  'of any unit: what is handed on, formatted or compared, or the unit stands beside it':
    'value from to min max step',
  'measures of statistics, of whatever values': 'p50 p95 p99 mean ks',
  'variables of a formula': 'a b x hash random bias intercept KAISER_BETA base',
  'settings that users have stored': 'sensitivity textScale opacity',
  'fields of stored weights': 'questionMark otherMark falseAlarmRate',
  'a sample and a byte themselves': 'CLIPPED_SAMPLE oddByte',
  'what the system calls an open file': 'descriptor',
  'names of HTTP, of Ollama, of a decoder and of windows': 'status total completed sampleRate y width height',
};
const NAMES_CALLED_OTHERWISE = new Set(Object.values(CALLED_OTHERWISE).flatMap((names) => names.split(' ')));

/** Constants of a standard, whose names are the standard's. */
const STANDARD_CONSTANT = /^(CODE|CLOSE|FORMAT)_/;

test('every number says its unit in its name', () => {
  expect(productSources.flatMap(numbersWithoutUnit)).toEqual([]);
});

test('each exception is needed', () => {
  const names = new Set(productSources.flatMap(numberNames));
  expect([...NAMES_CALLED_OTHERWISE].filter((name) => !names.has(name))).toEqual([]);
});

test('a number without a unit is found', () => {
  const planted = {
    path: 'engine/planted.ts',
    text: `interface A { readonly timeout: number; delayMs: number; deadline: number; tokensPerSecond: number }
const schema = z.object({ lifetime: z.number(), sizeBytes: z.int() });
const RETRY_LIMIT = 3;
const CRASH_WINDOW = 24 * 60 * 60;
const LOG_ODDS_PER_SEMITONE = -0.5;`,
  };
  expect(numbersWithoutUnit(planted)).toEqual([
    'engine/planted.ts: timeout',
    'engine/planted.ts: deadline',
    'engine/planted.ts: lifetime',
    'engine/planted.ts: RETRY_LIMIT',
    'engine/planted.ts: CRASH_WINDOW',
  ]);
});

test.each([
  'Value',
  'Type',
  'Kind',
  'Status',
  'Line',
  'Token',
  'Level',
  'Second',
  'Every',
  'Position',
  'Rate',
])('%s is not a unit', (word) => {
  const text = `let timeout${word}: number;\nconst TIMEOUT_${word.toUpperCase()} = 4;\nlet waitPer${word}: number;`;
  expect(numbersWithoutUnit({ path: 'engine/planted.ts', text })).toHaveLength(3);
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

test('no assertion holds whatever the value', () => {
  expect(sources.filter(({ path }) => path.includes('.test.')).flatMap(emptyAssertions)).toEqual([]);
});

test('digits that are taken for a tolerance, and a length of at least nothing, are found', () => {
  // Put together, so that this file itself holds none of them.
  const [close, atLeast, long] = ['toBeCloseTo', 'toBeGreaterThanOrEqual', 'toHaveLength'];
  const text = `expect(a).${close}(b, 2); expect(a).${close}(f(b), 0.5);
    expect(a.length).${atLeast}(0);
    expect(list).${long}(expect.any(Number));`;
  expect(emptyAssertions({ path: 'test/planted.test.ts', text })).toHaveLength(3);
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
  const names = new Set(numberNames(file));
  return [...names].filter((name) => !hasUnit(name)).map((name) => `${file.path}: ${name}`);
}

/** What is declared as a number, and constants that are one. */
function numberNames({ text }: SourceFile): readonly string[] {
  return [
    /\b([A-Za-z]\w*)\??: (?:number\b(?!\s*[[(])|z\.(?:int|number)\()/g,
    /^(?:export )?const ([A-Z][A-Z0-9_]*) = -?[\d._]+(?: [*/+-] [\d._]+)*;/gm,
  ].flatMap((declared) => [...text.matchAll(declared)].map((match) => match[1] ?? ''));
}

function hasUnit(name: string): boolean {
  if (NAMES_CALLED_OTHERWISE.has(name) || STANDARD_CONSTANT.test(name)) return true;
  const words = wordsOf(name);
  const per = words.lastIndexOf('per');
  const measured = (per > 0 ? words[per - 1] : words.at(-1)) ?? '';
  return UNITS.has(measured) || UNITS.has(words.at(-1) ?? '') || (per > 0 && measured.endsWith('s'));
}

/** Of `delayMs`, `RETRY_LIMIT` or `prompt_tokens`. */
function wordsOf(name: string): readonly string[] {
  const words = name.includes('_') || name === name.toUpperCase() ? name.split('_') : name.split(/(?=[A-Z])/);
  return words.map((word) => word.toLowerCase());
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

function emptyAssertions({ path, text }: SourceFile): readonly string[] {
  return [
    /\.toBeCloseTo\([^;]*, \d*\.\d+\);/g,
    /\.(?:length|size)\)\.toBeGreaterThan(?:OrEqual\(0|\(-\d+)\)/g,
    /\.toHaveLength\(expect\.any\(/g,
  ].flatMap((pattern) => [...text.matchAll(pattern)].map(([found]) => `${path}: ${found}`));
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

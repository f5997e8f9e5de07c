import { expect, test } from 'vitest';
import { readSourceFiles, type SourceFile } from './source-files.ts';

const sources = readSourceFiles();
const productSources = sources.filter(
  (file) => /^(engine|electron|renderer)\//.test(file.path) && !file.path.endsWith('.d.ts'),
);

/** A unit or kind at the end of a name says what its number counts. */
const UNIT_AT_END =
  /(Ms|Hz|Db|Dbfs|Bytes|Samples|Count|Index|Ratio|Px|Percent|PerSecond|PerHour|PerMinute|Days|Hours|Semitones|Probability|Share|Score|Seq|Code|Weight|Weights|Threshold|Slope|Rise|Lengthening|Entropy|Position|Tokens|Characters|Words|Windows|Level|Scale|Line|Column|Id|Version|Mask|Bits|Cost|Rate|Gradient|Bias|Precision|Recall|Psi|Ks)$/i;
/** Names whose unit is their meaning: plain indices, probabilities and coordinates of a formula. */
const PLAIN_NUMBERS = new Set(
  'index seq id port code score probability completeness entropy threshold sensitivity epoch permits value x y a b n k i j p q t z lo hi sum total mean deviation variance slope pid protocol textScale opacity finalLengthening meanLogProbability width height precision recall f1 prAuc ece wer rtf exact baseline kappa psi ks'.split(
    ' ',
  ),
);

test('every number says its unit in its name', () => {
  expect(productSources.flatMap(numbersWithoutUnit)).toEqual([]);
});

test('a number without a unit is found', () => {
  const planted = {
    path: 'engine/planted.ts',
    text: 'interface A { readonly timeout: number; delayMs: number }\nconst RETRY_LIMIT = 3;',
  };
  expect(numbersWithoutUnit(planted)).toEqual([
    'engine/planted.ts: timeout',
    'engine/planted.ts: RETRY_LIMIT',
  ]);
});

test('no file is longer than 400 lines', () => {
  const tooLong = sources.filter((file) => file.text.split('\n').length > 401).map((file) => file.path);
  expect(tooLong).toEqual([]);
});

test('file names are kebab-case, or PascalCase for components', () => {
  const misnamed = sources
    .map((file) => file.path)
    .filter(
      (path) =>
        !/(^|\/)([a-z0-9]+(-[a-z0-9]+)*(\.(test|config|d))?\.ts|([A-Z][A-Za-z0-9]*|[a-z0-9-]+(\.test)?)\.tsx)$/.test(
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
  expect(sources.map((file) => file.path).filter((path) => /util|helper|manager/i.test(path))).toEqual([]);
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
  return PLAIN_NUMBERS.has(name) || UNIT_AT_END.test(name.replaceAll('_', ''));
}

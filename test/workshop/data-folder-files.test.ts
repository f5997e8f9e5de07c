import { expect, test } from 'vitest';
import { readSourceFiles, type SourceFile } from './source-files.ts';

/** Files of the engine that open files of the system itself; none of them is in the data folder by a fixed name. */
const ELSEWHERE = [
  // The one place, the one for files that the user names, and what never names a file of the data folder: /proc, /dev/null.
  'engine/base/regular-file.ts',
  'engine/base/open-to-read.ts',
  'engine/base/own-process.ts',
  'engine/base/process-cpu.ts',
  'engine/base/child-pipes.ts',
  // Always a new file under a name of its own, then renamed.
  'engine/base/atomic-file.ts',
  'engine/telemetry/monitoring.ts',
  'engine/transcription/kept-audio.ts',
  'engine/transcription/recognizers/base/wav-file.ts',
  // What comes with Sotto.
  'engine/answer/starter-questions.ts',
  'engine/model-files/model-manifest.ts',
  'engine/question/load-question-detector.ts',
  'engine/server/static-files.ts',
  'engine/transcription/real-words.ts',
  'engine/vad/silero-detector.ts',
];
/** Models and sounds, which the user names: only where one is a file are they opened. */
const NAMED_BY_THE_USER = /^engine\/(?:(?:formats|model-files)\/|base\/open-to-read\.ts$)/;

/** A second connection to a database that this process has open. */
const ONE_THAT_IS_OPEN = 'engine/history/log-checkpoint.ts';

const OPENS =
  /\b(?:open|openSync|readFile|readFileSync|writeFile|writeFileSync|appendFile|appendFileSync|copyFile|copyFileSync|createReadStream|createWriteStream)\b/;

test('every file of the data folder is opened through the one place', () => {
  const owners = engineFiles().filter(opensFiles).filter(isStateOwner);
  expect(owners.map(({ path }) => path)).toEqual([]);
});

test('a database is opened only by who has looked at its place', () => {
  const opened = engineFiles()
    .filter(({ path }) => path !== ONE_THAT_IS_OPEN)
    .filter(({ text }) => text.includes('new DatabaseSync('));
  expect(opened.length).toBeGreaterThan(3);
  const careless = opened.filter(({ text }) => !/\b(?:make|check)DatabaseFile\(/.test(text));
  expect(careless.map(({ path }) => path)).toEqual([]);
});

test('a file that opens its state by itself is found', () => {
  const text = "import { readFileSync, rmSync } from 'node:fs';";
  expect(opensFiles({ path: 'engine/planted.ts', text })).toBe(true);
  expect(opensFiles({ path: 'engine/planted.ts', text: text.replace('readFileSync, ', '') })).toBe(false);
});

function engineFiles(): readonly SourceFile[] {
  return readSourceFiles().filter(({ path }) => path.startsWith('engine/'));
}

function opensFiles({ text }: SourceFile): boolean {
  const imports = text.matchAll(/import \{([^}]+)\} from 'node:fs(?:\/promises)?'/g);
  return [...imports].some(([, names = '']) => OPENS.test(names));
}

function isStateOwner({ path }: SourceFile): boolean {
  return !ELSEWHERE.includes(path) && !NAMED_BY_THE_USER.test(path);
}

import { expect, test } from 'vitest';
import { readSourceFiles, type SourceFile } from './source-files.ts';

/** Only this file may write to the terminal: what it lets through cannot steer one. */
const THE_ONE_PLACE = 'engine/base/terminal.ts';
/** Replaces `console.log` of a foreign package, in a process whose output nobody reads. */
const MUTED = 'engine/transcription/recognizers/whisper-node/whisper-node-process.ts';

/** Its fixed prompt goes through Node's own line editor. */
const QUESTION = 'scripts/serve/ask-in-terminal.ts';

const WRITES = /\bprocess\s*\.\s*(?:stdout|stderr)\b|\bconsole\s*\.\s*\w+|\bprocess\s*\[/g;

test('nothing but the one place writes to the terminal', () => {
  const product = readSourceFiles().filter(({ path }) => /^(engine|electron|renderer|scripts)\//.test(path));
  expect(product.flatMap(findWrites)).toEqual([]);
});

test.each([
  'process.stdout.write(text)',
  'process . stderr.write(text)',
  'const print = console.log;',
  "process['stdout'].write(text)",
])('%j is found', (text) => {
  expect(findWrites({ path: 'scripts/planted.ts', text })).toHaveLength(1);
});

function findWrites({ path, text }: SourceFile): readonly string[] {
  if ([THE_ONE_PLACE, MUTED, QUESTION].includes(path)) return [];
  const code = text.replaceAll(/^\s*(?:\/\/|\/?\*).*$/gm, '');
  // The script of a child process is its own program.
  return [...code.matchAll(WRITES)]
    .map(([write]) => `${path}: ${write}`)
    .filter(() => !path.startsWith('scripts/bench/'));
}

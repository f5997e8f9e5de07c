import type { SourceFile } from './source-files.ts';

/** A file that decides this often is logic; fewer are tables, types, wiring and entry points. */
const MIN_DECISION_COUNT = 3;

const DECISION =
  /\b(?:if|for|while|switch|catch) \(|\bcatch \{|[^?:] \? |\?\?|&&|\|\||\.(?:filter|some|every|find|findLast|reduce|flatMap)\(/g;
const COMMENT_OR_TEXT = /\/\*[\s\S]*?\*\/|\/\/.*|'(?:[^'\n\\]|\\.)*'/g;

/**
 * Logic that no test of its own name drives, with the tests that do: a file, or a folder with its components alone
 * or with all that is in it. What only runs in a page, in a process of its own or as a whole program is seen there.
 */
export const DRIVEN_BY: Readonly<Record<string, readonly string[]>> = {
  // The whole engine.
  'engine/engine.ts': ['e2e/lifecycle.test.ts'],
  'engine/parts/open-parts.ts': ['e2e/lifecycle.test.ts', 'e2e/read-only-disk.test.ts'],
  'engine/run-under-shell.ts': ['electron/token-restart.slow.test.ts', 'electron/package.slow.test.ts'],
  // Processes of native code.
  'engine/answer/servers/embedded/embedded-process.ts': ['contracts/embedded-process.test.ts'],
  'engine/transcription/recognizers/whisper/speech-process.ts': ['contracts/transcriber-whisper.test.ts'],
  'engine/transcription/recognizers/whisper-node/whisper-node-process.ts': [
    'engine/transcription/recognizers/whisper-node/whisper-node-transcriber.slow.test.ts',
  ],
  // With all that the system may refuse.
  'electron/windows/load-page.ts': ['electron/refusals.test.ts'],
  // Pages, in a real browser.
  'renderer/*.tsx': ['e2e/hud-page.test.ts', 'e2e/settings-access.test.ts'],
  // Commands and programs, as a user starts them.
  'scripts/commands/ctl.ts': ['e2e/ctl.test.ts'],
  'scripts/commands/serve.ts': ['e2e/process-ends.test.ts'],
  'scripts/commands/transcribe.ts': ['e2e/commands.test.ts'],
  'scripts/demo.ts': ['e2e/demo.test.ts'],
  'scripts/sotto.ts': ['e2e/commands.test.ts'],
  'scripts/start.ts': ['e2e/start-desktop.test.ts'],
  'scripts/serve/serve-engine.ts': ['scripts/serve/supervise-engine.slow.test.ts'],
  // Measurements, and tools of those who work on Sotto.
  'scripts/bench/client-child.ts': ['scripts/bench/answer-rig.slow.test.ts'],
  'scripts/bench/flood-child.ts': ['scripts/bench/flood.slow.test.ts'],
  'scripts/bench/fuzzed-turns.ts': ['engine/answer/fuzzed-turns.slow.test.ts'],
  'scripts/bench/idle-sockets-child.ts': ['scripts/bench/idle-sockets.slow.test.ts'],
  'scripts/bench/load-client-child.ts': ['scripts/bench/real-time-load.slow.test.ts'],
  'scripts/bench/relay-child.ts': ['scripts/bench/relay.slow.test.ts'],
  'scripts/build/build-app.ts': ['electron/package.slow.test.ts'],
  'scripts/kills/call-forever.ts': ['faults/engine-kills.test.ts'],
  'scripts/kills/kill-engine.ts': ['faults/engine-kills.test.ts'],
  'scripts/soak/soak-engine.ts': ['faults/soak.test.ts'],
  'scripts/mutants/': ['scripts/mutants.test.ts'],
  'scripts/kill-engines.ts': ['faults/engine-kills.test.ts'],
  'scripts/soak.ts': ['faults/soak.test.ts'],
  // Evaluations, over recordings and models.
  'scripts/eval/call.ts': ['e2e/eval-call.test.ts'],
};

/** Logic that has neither a test of its own nor one in the table above. */
export function withoutOwnTest(files: readonly SourceFile[]): readonly string[] {
  const paths = new Set(files.map((file) => file.path));
  return files
    .filter((file) => isLogic(file) && !hasOwnTest(file.path, paths) && rowOf(file.path) === undefined)
    .map((file) => file.path);
}

/** Rows of the table that excuse no file, or name a test that is not there. */
export function idleRows(files: readonly SourceFile[]): readonly string[] {
  const paths = new Set(files.map((file) => file.path));
  const used = new Set(
    files.filter((file) => isLogic(file) && !hasOwnTest(file.path, paths)).map((file) => rowOf(file.path)),
  );
  return Object.entries(DRIVEN_BY)
    .filter(([row, tests]) => !used.has(row) || tests.some((test) => !paths.has(`test/${test}`)))
    .map(([row]) => row);
}

export function isLogic({ path, text }: SourceFile): boolean {
  if (!/^(?:engine|electron|renderer|scripts)\/.*\.tsx?$/.test(path) || path.endsWith('.d.ts')) return false;
  const code = text.replaceAll(COMMENT_OR_TEXT, (found) => (found.startsWith("'") ? "''" : ''));
  // Types decide, too, but not at run time.
  const runs = /=>|\bfunction\b|\bclass\b/.test(code);
  return runs && (code.match(DECISION) ?? []).length >= MIN_DECISION_COUNT;
}

function hasOwnTest(path: string, paths: ReadonlySet<string>): boolean {
  const name = `test/${path.replace(/\.tsx?$/, '')}`;
  return ['.test.ts', '.test.tsx', '.slow.test.ts'].some((end) => paths.has(name + end));
}

/** The most exact one. */
function rowOf(path: string): string | undefined {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  return [path, path.endsWith('.tsx') ? `${folder}*.tsx` : '', folder].find((row) =>
    Object.hasOwn(DRIVEN_BY, row),
  );
}

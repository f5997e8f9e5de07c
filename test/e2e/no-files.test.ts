import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { PATIENCE_MS } from '../fakes/patience.ts';
import { readSourceFiles, PROJECT_ROOT } from '../workshop/source-files.ts';
import { cleanEnvironment, DEMO_SPEECH_MODEL, makeDataFolder, runCli } from './run-cli.ts';

const LOCK_NAME = 'serving.lock';

/** Every name in the engine's sources that a file of the data folder has or may have. */
const STATE_NAMES = [
  ...new Set(
    readSourceFiles()
      .filter(({ path: file }) => file.startsWith('engine/'))
      .flatMap(({ text }) => [...text.matchAll(/'([\w.-]+\.(?:jsonl?|db|bak|marker|lock)|metrics-token)'/g)])
      .map(([, name = '']) => name),
  ),
];

interface Served {
  readonly stderr: string;
  /** Undefined after a signal. */
  readonly code: number | null;
}

/** Serves a data folder until the HUD has an address, then asks for the end. */
async function serveOnce(dataDir: string): Promise<Served> {
  const served = spawn(process.execPath, [path.join(PROJECT_ROOT, 'scripts', 'sotto.ts'), 'serve'], {
    cwd: PROJECT_ROOT,
    env: cleanEnvironment({
      SOTTO_DATA_DIR: dataDir,
      SOTTO_PORT: '0',
      SOTTO_SPEECH_MODEL: DEMO_SPEECH_MODEL,
      SOTTO_OLLAMA_URL: 'http://127.0.0.1:9',
    }),
    stdio: ['ignore', 'pipe', 'pipe'],
    // One that hangs at a pipe must not outlive the test.
    timeout: PATIENCE_MS,
    killSignal: 'SIGKILL',
  });
  try {
    let stderr = '';
    served.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const ended = once(served, 'exit');
    await Promise.race([once(served.stdout, 'data'), ended]);
    served.kill('SIGTERM');
    const [code] = (await ended) as [number | null];
    return { stderr, code };
  } finally {
    served.kill('SIGKILL');
  }
}

test('the sources name the files of the data folder', () => {
  expect(STATE_NAMES).toEqual(
    expect.arrayContaining([
      'settings.json',
      'settings.json.bak',
      'answers.json',
      'history.db',
      'performance.db',
      'question-labels.jsonl',
      'question-calibration.json',
      'drift-references.json',
      'embedded-threads.json',
      'serving.json',
      'crash.json',
      'listening.marker',
      'metrics-token',
      LOCK_NAME,
    ]),
  );
});

test.skipIf(process.platform === 'win32')(
  'with a pipe in the place of every file of the data folder Sotto starts, says so, and ends when asked',
  async () => {
    using data = makeDataFolder();
    for (const name of STATE_NAMES.filter((other) => other !== LOCK_NAME)) {
      execFileSync('mkfifo', [path.join(data.path, name)]);
    }
    const { stderr, code } = await serveOnce(data.path);
    expect([0, 130]).toContain(code);
    expect(stderr).toContain('settings.json in the data folder is not a file');
  },
);

test.skipIf(process.platform === 'win32')(
  'a pipe in the place of the lock keeps Sotto from starting, in words',
  async () => {
    using data = makeDataFolder();
    const lock = path.join(data.path, LOCK_NAME);
    execFileSync('mkfifo', [lock]);
    const { stderr, code } = await serveOnce(data.path);
    expect({ stderr, code }).toEqual({
      stderr: `serving.lock in the data folder is not a file. Move ${lock} away.\n`,
      code: 1,
    });
  },
);

test.skipIf(process.platform === 'win32')(
  'no link in the place of a file of the data folder leads out of it',
  async () => {
    using data = makeDataFolder();
    using outside = makeDataFolder();
    for (const name of STATE_NAMES.filter((other) => other !== LOCK_NAME)) {
      symlinkSync(path.join(outside.path, name), path.join(data.path, name));
    }
    await serveOnce(data.path);
    const { code } = await runCli(['consent'], { SOTTO_DATA_DIR: data.path });
    expect(code).toBe(0);
    expect(readdirSync(outside.path)).toEqual([]);
  },
);

const PLACES: readonly (readonly [string, (file: string) => void])[] = [
  ['a folder', (file) => mkdirSync(file)],
  ['a link that leads nowhere', (file) => symlinkSync('/nowhere/at/all', file)],
];
const READERS = [['history'], ['history', 'search', 'word'], ['history', 'export', '1'], ['report']];

test.skipIf(process.platform === 'win32').each(PLACES)(
  '%s in the place of what a command reads is named, not taken for nothing',
  async (_, place) => {
    using data = makeDataFolder();
    for (const name of ['history.db', 'performance.db']) place(path.join(data.path, name));
    const runs = await Promise.all(READERS.map((args) => runCli(args, { SOTTO_DATA_DIR: data.path })));
    for (const { code, stdout, stderr } of runs) {
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toMatch(
        /(?:history|performance)\.db in the data folder is not a file\. Move .*\.db away\.\n$/,
      );
    }
  },
);

test('a damaged history is not an empty one', async () => {
  using data = makeDataFolder();
  const file = path.join(data.path, 'history.db');
  writeFileSync(file, 'no database at all, but longer than the header of one would be. '.repeat(40));
  const { code, stdout, stderr } = await runCli(['history'], { SOTTO_DATA_DIR: data.path });
  expect({ code, stdout, stderr }).toEqual({
    code: 1,
    stdout: '',
    stderr: `The history cannot be opened: it is damaged. Move ${file} away; Sotto then starts a new one.\n`,
  });
});

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { PATIENCE_MS } from '../../fakes/patience.ts';
import { PROJECT_ROOT } from '../../workshop/source-files.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'sotto-end-'));
afterAll(() => rmSync(folder, { recursive: true }));

function endAfter(work: string): { status: number | null; signal: string | null; stdout: string } {
  const module = path.join(PROJECT_ROOT, 'engine', 'base', 'end-process.ts');
  const script = `import { writeSync } from 'node:fs';
    import { open } from 'node:fs/promises';
    import { endProcess } from ${JSON.stringify(module)};
    process.on('exit', (code) => writeSync(1, 'exit ' + code));
    ${work}
    setTimeout(() => endProcess(130), 50);`;
  const args = ['--input-type=module', '-e', script];
  // A process that does not end is ended with another signal.
  const options = { encoding: 'utf8', timeout: PATIENCE_MS } as const;
  const { status, signal, stdout } = spawnSync(process.execPath, args, options);
  return { status, signal, stdout };
}

test('a process ends with its code, its exit handlers run', () => {
  expect(endAfter('')).toEqual({ status: 130, signal: null, stdout: 'exit 130' });
});

test.runIf(process.platform !== 'win32')(
  'a thread that hangs in the file system neither keeps the process nor loses its exit code and its exit handlers',
  () => {
    const pipe = path.join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    expect(endAfter(`void open(${JSON.stringify(pipe)}, 'r');`)).toEqual({
      status: 130,
      signal: null,
      stdout: 'exit 130',
    });
  },
);

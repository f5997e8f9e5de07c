import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { eventually } from '../fakes/eventually.ts';
import { isRunning } from '../fakes/process-alive.ts';
import { PROJECT_ROOT } from '../workshop/source-files.ts';

const WATCH = pathToFileURL(path.join(PROJECT_ROOT, 'scripts/watch-parent.ts'));

test.skipIf(process.platform === 'win32')(
  'a process hears that the one that started it was killed',
  async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'sotto-watch-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const entry = path.join(folder, 'child.ts');
    const said = path.join(folder, 'said');
    await writeFile(
      entry,
      `import { writeFileSync } from 'node:fs';
     import { watchParent } from ${JSON.stringify(WATCH)};
     watchParent(() => { writeFileSync(${JSON.stringify(said)}, 'gone'); process.exit(); });
     writeFileSync(${JSON.stringify(`${said}.id`)}, String(process.pid));
     setInterval(() => undefined, 1000);`,
    );
    // The shell stays between, as a terminal does.
    const parent = spawn('sh', ['-c', '"$0" "$1"; true', process.execPath, entry], { stdio: 'ignore' });
    const childId = Number(
      await eventually(
        async () => (await readFile(`${said}.id`, 'utf8')) || Promise.reject(new Error('empty')),
      ),
    );
    onTestFinished(() => {
      if (isRunning(childId)) process.kill(childId, 'SIGKILL');
    });
    expect(isRunning(childId)).toBe(true);
    parent.kill('SIGKILL');
    expect(await eventually(() => readFile(said, 'utf8'))).toBe('gone');
    await expect.poll(() => isRunning(childId)).toBe(false);
  },
);

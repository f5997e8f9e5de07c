import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { PROJECT_ROOT } from '../workshop/source-files.ts';

const STOP_SIGNAL = pathToFileURL(path.join(PROJECT_ROOT, 'scripts/stop-signal.ts'));
const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

/** A program that writes lines until it is stopped, and then does this. @returns it, once it runs. */
async function start(whenStopped: string): Promise<{ child: ChildProcess; said: () => string }> {
  const script = `
    import { createStopSignal } from ${JSON.stringify(STOP_SIGNAL)};
    const { signal } = createStopSignal('the user');
    const writing = setInterval(() => process.stdout.write('running\\n'), 10);
    signal.addEventListener('abort', () => { ${whenStopped} });
  `;
  const args = ['--input-type=module', '-e', script];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  started.push(child);
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  await expect.poll(() => said).toContain('running');
  return { child, said: () => said };
}

describe.skipIf(process.platform === 'win32')('a program that is stopped', () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'by %s ends in order, with the reason',
    async (name) => {
      const { child, said } = await start(
        'clearInterval(writing); console.log(`ended by ${signal.reason}`); process.exit(3);',
      );
      child.kill(name);
      await expect.poll(() => child.exitCode).toBe(3);
      await expect.poll(said).toContain('ended by the user');
    },
  );

  test('twice ends at once', async () => {
    // Without a deadline: nothing but the second signal ends it.
    const { child, said } = await start(
      "globalThis.setTimeout = () => ({ unref: () => undefined }); process.stdout.write('stopping');",
    );
    child.kill('SIGINT');
    await expect.poll(said).toContain('stopping');
    child.kill('SIGTERM');
    await expect.poll(() => child.exitCode).toBe(130);
  });

  test('and hangs is ended at the deadline', async () => {
    const { child } = await start('');
    child.kill('SIGTERM');
    await expect.poll(() => child.exitCode).toBe(130);
  });

  test('by the reader of its output, which has gone, ends in order, too', async () => {
    const { child } = await start('process.exit(4);');
    child.stdout?.destroy();
    await expect.poll(() => child.exitCode).toBe(4);
  });
});

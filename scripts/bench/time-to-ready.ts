import { spawn } from 'node:child_process';

/**
 * Runs a Node program until it prints that it is ready, and ends it.
 * @param environment added to that of this process.
 * @returns milliseconds from the spawn.
 * @throws when the program ends before it has printed anything.
 */
export async function timeToReady(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<number> {
  const startedAtMs = performance.now();
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise<void>((resolve) => child.on('close', () => resolve()));
  const elapsedMs = await new Promise<number>((resolve, reject) => {
    child.stdout.once('data', () => resolve(performance.now() - startedAtMs));
    child.once('exit', (code) =>
      reject(new Error(`the program ended with exit code ${code} before it was ready`)),
    );
  });
  child.kill('SIGKILL');
  await exited;
  return elapsedMs;
}

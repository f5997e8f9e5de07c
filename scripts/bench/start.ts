import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { median, percentilesOf } from '../../engine/base/percentiles.ts';
import { buildApp } from '../build/build-app.ts';
import type { Bench, BenchRow } from './bench.ts';

const ROUND_COUNT = 15;
const BUILD = path.resolve(import.meta.dirname, '..', '..', 'build');
/**
 * Starts the engine as it is shipped, bundled, the way the Electron shell does, and prints that it is ready: its
 * socket is open. Plain JavaScript, so that the figure does not include stripping types.
 */
const ENGINE_START = `
  process.parentPort = {
    postMessage: ({ type }) => type === 'ready' && process.stdout.write(type),
    on: () => undefined,
  };
  process.argv.push(
    '--assets-directory=${path.resolve(BUILD, '..', 'assets')}',
    '--static-directory=${path.join(BUILD, 'renderer')}',
    '--app-version=bench',
  );
  await import('${pathToFileURL(path.join(BUILD, 'engine', 'main.js')).href}');
`;

export const bench: Bench = {
  name: 'start',
  about: 'from spawn of the bundled engine to its open socket, beside a bare Node in the same round',
  run: async (signal) => {
    await buildApp();
    const engineMs: number[] = [];
    const bareMs: number[] = [];
    for (let roundIndex = 0; roundIndex < ROUND_COUNT; roundIndex += 1) {
      signal.throwIfAborted();
      const dataDir = await mkdtemp(path.join(tmpdir(), 'sotto-start-'));
      try {
        bareMs.push(await timeToReady(['-e', 'process.stdout.write("ready")'], {}));
        engineMs.push(
          await timeToReady(['--input-type=module', '-e', ENGINE_START], {
            SOTTO_DATA_DIR: dataDir,
            SOTTO_PORT: '0',
          }),
        );
      } finally {
        await rm(dataDir, { recursive: true, force: true });
      }
    }
    const peer = { name: 'bare Node', p50: median(bareMs) };
    const ratios = engineMs.map((valueMs, index) => valueMs / (bareMs[index] ?? Number.NaN));
    return [
      row('spawn to ready', engineMs, 'ms', '≤ 150 ms', median(engineMs) <= 150, peer),
      row('spawn to ready, against a bare Node', ratios, 'ratio', '≤ 2.5', median(ratios) <= 2.5, {
        name: 'bare Node',
        p50: 1,
      }),
    ];
  },
};

function row(
  name: string,
  values: readonly number[],
  unit: BenchRow['unit'],
  goal: string,
  isMet: boolean,
  peer: NonNullable<BenchRow['peer']>,
): BenchRow {
  return { name, ...percentilesOf(values), unit, goal, isMet, peer };
}

/** Milliseconds from the spawn of a Node program until it says that it is ready; it is ended then. */
async function timeToReady(args: readonly string[], environment: Record<string, string>): Promise<number> {
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

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { median } from '../../engine/base/percentiles.ts';
import { buildApp } from '../build/build-app.ts';
import type { Bench } from './bench.ts';
import { atMost, benchRow } from './bench-row.ts';
import { takeTurns } from './take-turns.ts';
import { timeToReady } from './time-to-ready.ts';

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
    const { ours: engineMs, peer: bareMs } = await takeTurns(
      { count: ROUND_COUNT, warmUpCount: 0 },
      timeOfEngine,
      () => timeToReady(['-e', 'process.stdout.write("ready")'], {}),
      signal,
    );
    const peer = { name: 'bare Node', p50: median(bareMs) };
    const ratios = engineMs.map((valueMs, index) => valueMs / (bareMs[index] ?? Number.NaN));
    return [
      atMost({ p50: 150 }, benchRow('spawn to ready', 'ms', engineMs, peer)),
      atMost(
        { p50: 2.5 },
        benchRow('spawn to ready, against a bare Node', 'ratio', ratios, { ...peer, p50: 1 }),
      ),
    ];
  },
};

async function timeOfEngine(): Promise<number> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'sotto-start-'));
  try {
    const environment = { SOTTO_DATA_DIR: dataDir, SOTTO_PORT: '0' };
    return await timeToReady(['--input-type=module', '-e', ENGINE_START], environment);
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mock } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Client, Pool } from 'undici';
import { openPool } from '../../engine/answer/servers/http-stream.ts';
import { startFakeOllama } from '../../test/fakes/ollama-server.ts';
import { percentile, type Bench, type BenchRow } from './bench.ts';
import type { FloodServer } from './relay-child.ts';

const CHILD_PATH = fileURLToPath(new URL('./relay-child.ts', import.meta.url));
const REQUEST_COUNT = 1_500;
const WARM_UP_COUNT = 300;
const BODY = JSON.stringify({ model: 'flood', messages: [{ role: 'user', content: 'What is TCP?' }] });
const PARALLEL_COUNT = 16;
const BATCH_COUNT = 2_000;
const ROUND_COUNT = 5;
const PAUSE_COUNT = 20;
const PAUSE_MS = 5 * 60_000;

type Send = () => Promise<void>;

/** One POST after another, as a call asks questions, and what is left of the connection after long pauses. */
export const bench: Bench = {
  name: 'pool',
  about: 'one POST after another: our pool against global fetch, and a connection after 5 idle minutes',
  run: async (signal) => [
    ...(await measureRequests(signal)),
    ...(await measureThroughput(signal)),
    ...(await measureReuse(signal)),
  ],
};

async function measureRequests(signal: AbortSignal): Promise<readonly BenchRow[]> {
  await using undo = new AsyncDisposableStack();
  const origin = await startServer(undo);
  const pool = openPool(origin, 1);
  undo.defer(() => pool.destroy());
  const senders: Readonly<Record<'pool' | 'fetch' | 'unpooled', Send>> = {
    pool: () => post(pool),
    fetch: () => postByFetch(origin),
    unpooled: async () => {
      const client = new Client(origin);
      await post(client);
      await client.close();
    },
  };
  const times = { pool: [] as number[], fetch: [] as number[], unpooled: [] as number[] };
  const cpuMs = { pool: 0, fetch: 0, unpooled: 0 };
  for (let index = 0; index < REQUEST_COUNT; index += 1) {
    signal.throwIfAborted();
    for (const name of ['pool', 'fetch', 'unpooled'] as const) {
      const cpuBefore = process.cpuUsage();
      const startedAtMs = performance.now();
      await senders[name]();
      if (index < WARM_UP_COUNT) continue;
      times[name].push(performance.now() - startedAtMs);
      const cpu = process.cpuUsage(cpuBefore);
      cpuMs[name] += (cpu.user + cpu.system) / 1_000;
    }
  }
  const fetchRatio = percentile(times.fetch, 0.5) / percentile(times.pool, 0.5);
  const unpooledRatio = percentile(times.unpooled, 0.5) / percentile(times.pool, 0.5);
  return [
    {
      ...spread('one POST through our pool', times.pool),
      unit: 'ms',
      peer: { name: 'global fetch', p50: percentile(times.fetch, 0.5) },
    },
    {
      ...constant('global fetch takes so many times longer', fetchRatio),
      unit: 'ratio',
    },
    { ...constant('a new connection takes so many times longer', unpooledRatio), unit: 'ratio' },
    {
      ...constant('global fetch burns so many times the processor time', cpuMs.fetch / cpuMs.pool),
      unit: 'ratio',
    },
  ];
}

/** Many at a time is what the machine can do at most, as undici's own figures are given; Sotto asks in turn. */
async function measureThroughput(signal: AbortSignal): Promise<readonly BenchRow[]> {
  await using undo = new AsyncDisposableStack();
  const origin = await startServer(undo);
  const pool = openPool(origin, PARALLEL_COUNT - 1);
  undo.defer(() => pool.destroy());
  const ratiosAt = async (parallelCount: number): Promise<readonly number[]> => {
    const ratios: number[] = [];
    for (let round = 0; round <= ROUND_COUNT; round += 1) {
      const poolMs = await timeBatch(() => post(pool), parallelCount, signal);
      const fetchMs = await timeBatch(() => postByFetch(origin), parallelCount, signal);
      if (round > 0) ratios.push(fetchMs / poolMs);
    }
    return ratios;
  };
  const ratios = await ratiosAt(PARALLEL_COUNT);
  return [
    { ...spread('POSTs a second against global fetch, one after another', await ratiosAt(1)), unit: 'ratio' },
    {
      ...spread(`POSTs a second against global fetch, ${PARALLEL_COUNT} at a time`, ratios),
      unit: 'ratio',
      goal: '≥ 3',
      isMet: percentile(ratios, 0.5) >= 3,
    },
  ];
}

async function timeBatch(send: Send, parallelCount: number, signal: AbortSignal): Promise<number> {
  let leftCount = BATCH_COUNT;
  const startedAtMs = performance.now();
  await Promise.all(
    Array.from({ length: parallelCount }, async () => {
      while (leftCount > 0 && !signal.aborted) {
        leftCount -= 1;
        await send();
      }
    }),
  );
  signal.throwIfAborted();
  return performance.now() - startedAtMs;
}

async function startServer(undo: AsyncDisposableStack): Promise<string> {
  const child = fork(CHILD_PATH, ['model', '1'], { execArgv: [] });
  undo.defer(() => void child.kill('SIGKILL'));
  const [{ port }] = (await once(child, 'message')) as [FloodServer];
  return `http://127.0.0.1:${port}`;
}

async function postByFetch(origin: string): Promise<void> {
  await (await fetch(`${origin}/api/show`, { method: 'POST', body: BODY })).text();
}

/** The pauses pass on a fake clock; undici's own default (4 s) is the peer. */
async function measureReuse(signal: AbortSignal): Promise<readonly BenchRow[]> {
  const ours = await reuseShare((origin) => openPool(origin, 1), signal);
  const peer = await reuseShare((origin) => new Pool(origin, { connections: 2 }), signal);
  return [
    {
      ...constant('connections used again after 5 idle minutes', ours * 100),
      unit: '%',
      peer: { name: "undici's default pool", p50: peer * 100 },
      goal: '100',
      isMet: ours === 1,
    },
  ];
}

async function reuseShare(open: (origin: string) => Pool, signal: AbortSignal): Promise<number> {
  await using fake = await startFakeOllama();
  mock.timers.enable({ apis: ['setTimeout'] });
  const pool = open(fake.url);
  try {
    await post(pool);
    const firstCount = fake.acceptedSocketCount;
    for (let pause = 0; pause < PAUSE_COUNT; pause += 1) {
      signal.throwIfAborted();
      await letSocketsSettle();
      mock.timers.tick(PAUSE_MS);
      await letSocketsSettle();
      await post(pool);
    }
    return 1 - (fake.acceptedSocketCount - firstCount) / PAUSE_COUNT;
  } finally {
    await pool.destroy();
    mock.timers.reset();
  }
}

/** Sockets go idle and close on the real loop. */
async function letSocketsSettle(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate);
}

async function post(dispatcher: Pool | Client): Promise<void> {
  const response = await dispatcher.request({ path: '/api/show', method: 'POST', body: BODY });
  await response.body.text();
}

function spread(name: string, values: readonly number[]) {
  return { name, p50: percentile(values, 0.5), p95: percentile(values, 0.95), p99: percentile(values, 0.99) };
}

function constant(name: string, value: number) {
  return { name, p50: value, p95: value, p99: value };
}

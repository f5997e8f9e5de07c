import type { Bench, BenchRow } from '../bench/bench.ts';
import { UsageError, type CliCommand } from '../command-line/command.ts';

const BENCHES: Readonly<Record<string, () => Promise<{ bench: Bench }>>> = {
  overhead: () => import('../bench/overhead.ts'),
  cached: () => import('../bench/cached.ts'),
  'hidden-work': () => import('../bench/hidden-work.ts'),
  relay: () => import('../bench/relay.ts'),
  start: () => import('../bench/start.ts'),
  'cache-lookup': () => import('../bench/cache-lookup.ts'),
  abort: () => import('../bench/abort.ts'),
  bullets: () => import('../bench/bullets.ts'),
  load: () => import('../bench/load.ts'),
  flood: () => import('../bench/flood.ts'),
  frontend: () => import('../bench/frontend.ts'),
  capture: () => import('../bench/capture.ts'),
  'stt-scheduler': () => import('../bench/stt-scheduler.ts'),
};

export const command: CliCommand = {
  summary: 'Measures speed, each figure beside a raw peer of the same run.',
  usage: `bench [${Object.keys(BENCHES).join('|')} …] [--json]`,
  run: async (args, io) => {
    const unknown = args.find((name) => !(name in BENCHES));
    if (unknown !== undefined) throw new UsageError(`There is no bench "${unknown}".`);
    const results: Record<string, readonly BenchRow[]> = {};
    for (const name of args.length > 0 ? args : Object.keys(BENCHES)) {
      io.signal.throwIfAborted();
      const load = BENCHES[name];
      if (!load) continue;
      const { bench } = await load();
      io.note(`${bench.name}: ${bench.about}`);
      const rows = await bench.run(io.signal);
      results[name] = rows;
      if (!io.json) for (const row of rows) io.print(describeRow(row));
    }
    if (io.json) io.print(JSON.stringify(results));
  },
};

export function describeRow(row: BenchRow): string {
  const figures = [row.p50, row.p95, row.p99].map(short).join(' / ');
  const peer = row.peer ? `  peer ${row.peer.name}: ${short(row.peer.p50)}` : '';
  const goal = row.goal ? `  goal ${row.goal}: ${row.isMet ? 'met' : 'missed'}` : '';
  return `  ${row.name}: p50/p95/p99 ${figures} ${row.unit}${peer}${goal}`;
}

function short(value: number): string {
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en');
  return String(Number(value.toPrecision(3)));
}

import { median } from '../../engine/base/percentiles.ts';
import type { Bench } from './bench.ts';
import { atMost, benchRow } from './bench-row.ts';
import { measureEchoGuard, measureStalls, STALL_EVERY_MS, STALL_MS } from './capture-costs.ts';
import { measureIdle, measurePaths } from './capture-paths.ts';

const RUN_MS = 10_000;
const ECHO_SECONDS_COUNT = 20;

/** The capture path inside the engine: what arrives while its thread is stalled, and what the echo guard costs. */
export const bench: Bench = {
  name: 'capture',
  about: `${RUN_MS / 1_000} s from each source to the engine, and of a page's frames with a stall of ${STALL_MS} ms every ${STALL_EVERY_MS} ms; the echo guard's CPU`,
  run: async (signal) => {
    const paths = await measurePaths(RUN_MS, signal);
    const idle = await measureIdle(RUN_MS, signal);
    const stalled = await measureStalls(RUN_MS, signal);
    const timersPercent = median(idle.driving);
    const speaking = await measureEchoGuard(ECHO_SECONDS_COUNT, 3_000);
    const silent = await measureEchoGuard(ECHO_SECONDS_COUNT, 0);
    return [
      ...(['page', 'recorder', 'file'] as const).map((name) =>
        atMost({ p95: 20 }, benchRow(`capture: ${name} to engine`, 'ms', paths[name])),
      ),
      atMost({ p95: 20 }, benchRow('capture: engine buffer to pipeline', 'ms', stalled.waitsMs)),
      atMost(0, benchRow(`capture: frames lost under ${STALL_MS} ms stalls`, 'count', [stalled.lostCount])),
      atMost(
        { p50: 0.5 },
        benchRow(
          'capture: idle listening, energy detector, above the timers',
          '%',
          idle.listening.map((percent) => percent - timersPercent),
          { name: 'the timers that bring the frames', p50: timersPercent },
        ),
      ),
      atMost({ p50: 3 }, benchRow('capture: echo guard while the other side speaks', '%', speaking)),
      atMost({ p50: 0.3 }, benchRow('capture: echo guard while it is silent', '%', silent)),
    ];
  },
};

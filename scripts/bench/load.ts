import type { Bench } from './bench.ts';
import { measureIdleSockets } from './idle-sockets.ts';
import { measureRealTimeLoad } from './real-time-load.ts';
import { measureVirtualLoad } from './virtual-load.ts';

/** A shared server: many questions a second whose answers are known, and many clients that only listen. */
export const bench: Bench = {
  name: 'load',
  about: '400 questions a second for 10 min of virtual time, 600 for 60 s, and 5,000 idle sockets',
  run: async (signal) => [
    ...(await measureIdleSockets({ socketCount: 5_000, firstCount: 1_000, settleMs: 6_000 }, signal)),
    ...(await measureVirtualLoad(600, signal)),
    ...(await measureRealTimeLoad(60, signal)),
  ],
};

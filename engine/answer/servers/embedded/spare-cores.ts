import { cpus } from 'node:os';
import { readCoreTimes } from '../../../base/busy-cores.ts';

/** Of the machine and of this process, since some moment in the past. */
interface CoreUse {
  readonly atMs: number;
  /** Time that all cores together worked. */
  readonly busyMs: number;
  /** Of it, the time for this process. */
  readonly ownMs: number;
}

/** This much of a core may be taken before it counts as taken: our own other processes take as much. */
const TOLERATED_CORE_RATIO = 0.4;
/** A core is used again when it was free this often in a row. */
const FREE_LOOK_COUNT = 2;

/**
 * The threads of a model wait for each other after each step of their work, so one whose core is taken holds up
 * all the others: on a machine that was busy with other things, two threads wrote no word in four minutes where a
 * single one wrote the whole answer in half the time.
 */
export class SpareCores {
  readonly #read: () => CoreUse;
  readonly #coreCount: number;
  #before: CoreUse | undefined;
  #freeLookCount = 0;
  /** Threads that find a core. */
  threadCount = Number.POSITIVE_INFINITY;

  constructor(read: () => CoreUse = readCoreUse, coreCount = cpus().length) {
    this.#read = read;
    this.#coreCount = coreCount;
  }

  /** What happened until now says nothing about the others. */
  forget(): void {
    this.#before = undefined;
  }

  /** Judges the time since the last look. */
  look(): void {
    const before = this.#before;
    const now = this.#read();
    this.#before = now;
    if (!before || now.atMs <= before.atMs) return;
    const othersMs = now.busyMs - before.busyMs - (now.ownMs - before.ownMs);
    const spareCount = this.#coreCount - othersMs / (now.atMs - before.atMs);
    const threadCount = Math.max(1, Math.floor(spareCount + TOLERATED_CORE_RATIO));
    this.#freeLookCount = threadCount > this.threadCount ? this.#freeLookCount + 1 : 0;
    if (threadCount < this.threadCount || this.#freeLookCount >= FREE_LOOK_COUNT) {
      this.threadCount = threadCount;
      this.#freeLookCount = 0;
    }
  }
}

function readCoreUse(): CoreUse {
  const { idleMs, totalMs } = readCoreTimes();
  const { user, system } = process.cpuUsage();
  return { atMs: performance.now(), busyMs: totalMs - idleMs, ownMs: (user + system) / 1_000 };
}

import { createCrashBudget } from './crash-budget.ts';

/** One run of a process, however it is started. */
interface Run {
  /** Ends it at once. */
  kill(): void;
}

/** A run ended that nobody had asked to end. */
export interface Loss<SomeRun extends Run, End> {
  readonly run: SomeRun;
  readonly end: End;
  /** Crashes within the last five minutes, this one included. */
  readonly crashCount: number;
  /** No other run follows by itself: it crashed too often, or its end was not a crash. */
  readonly isGivenUp: boolean;
}

export interface SupervisedChildOptions<SomeRun extends Run, End> {
  /** Starts a run. @param onEnd is called once, when the run ended by itself. */
  readonly launch: (onEnd: (end: End) => void) => SomeRun;
  /** Called before the next run is started. */
  readonly onLost: (loss: Loss<SomeRun, End>) => void;
  /** Left out: every end that nobody asked for is a crash. */
  readonly isCrash?: (end: End) => boolean;
  /** When the next run follows a crash: at once, after some time, or with the next call of `start`. */
  readonly restart: 'at-once' | 'on-demand' | { readonly afterMs: number };
  /** A monotonic clock. */
  readonly nowMs: () => number;
}

/** A process that is started again when it crashes, until it has crashed four times in five minutes. */
export interface SupervisedChild<SomeRun extends Run, End> {
  /** Undefined while there is none. */
  readonly running: SomeRun | undefined;
  /** Runs so far. */
  readonly startCount: number;
  /** Crashes within the last five minutes. */
  readonly crashCount: number;
  /** It crashed too often; time or `forgive` makes good for that. */
  readonly isSpent: boolean;
  /** Starts a run unless there is one. */
  start(): SomeRun;
  /** Kills a run that misbehaves, which counts as a crash; one that was replaced meanwhile is left alone. */
  condemn(run: SomeRun, end: End): void;
  /** Kills the run on purpose, which is not a crash; none follows before the next `start`. */
  end(): void;
  /** Lets go of the run, which continues and is the caller's to end. */
  release(): SomeRun | undefined;
  /** Forgets past crashes. */
  forgive(): void;
}

/** Nothing runs before `start`. */
export function superviseChild<SomeRun extends Run, End>(
  options: SupervisedChildOptions<SomeRun, End>,
): SupervisedChild<SomeRun, End> {
  const { launch, onLost, isCrash = () => true, restart, nowMs } = options;
  const crashes = createCrashBudget({ nowMs });
  let running: SomeRun | undefined;
  let startCount = 0;
  let isWanted = false;
  let restarting: ReturnType<typeof setTimeout> | undefined;

  const start = (): SomeRun => {
    if (running) return running;
    clearTimeout(restarting);
    isWanted = true;
    startCount += 1;
    const run = launch((end) => lose(run, end));
    running = run;
    return run;
  };
  /** @param leave ends what is left of the run, before another one is started. */
  const lose = (run: SomeRun, end: End, leave = (): void => undefined): void => {
    if (running !== run) return;
    running = undefined;
    leave();
    const hasCrashed = isCrash(end);
    if (hasCrashed) crashes.noteCrash();
    const isGivenUp = !hasCrashed || crashes.isSpent;
    onLost({ run, end, crashCount: crashes.crashCount, isGivenUp });
    // Hearing of the loss, its owner may have called `end`.
    if (isGivenUp || !isWanted || restart === 'on-demand') return;
    if (restart === 'at-once') start();
    else restarting = setTimeout(start, restart.afterMs);
  };
  const release = (): SomeRun | undefined => {
    clearTimeout(restarting);
    isWanted = false;
    const run = running;
    running = undefined;
    return run;
  };

  return {
    get running() {
      return running;
    },
    get startCount() {
      return startCount;
    },
    get crashCount() {
      return crashes.crashCount;
    },
    get isSpent() {
      return crashes.isSpent;
    },
    start,
    condemn: (run, end) => lose(run, end, () => run.kill()),
    end: () => release()?.kill(),
    release,
    forgive: () => crashes.reset(),
  };
}
